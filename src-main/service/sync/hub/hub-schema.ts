import { refuse } from '../../refusal.ts'
import type { HubDatabase } from './hub-database.ts'

/** Every table of a hub, by version; released versions are not edited. */
const VERSIONS: readonly ((dialect: HubDatabase['dialect']) => readonly string[])[] = [
  ({ bytes, integer, tableEnd }) => [
    // the cursor counts bundles that came; bytes are those held
    `CREATE TABLE hub_firm (firm TEXT PRIMARY KEY, root_key ${bytes} NOT NULL, cursor ${integer} NOT NULL, bytes ${integer} NOT NULL, since ${integer} NOT NULL) ${tableEnd}`,
    `CREATE TABLE hub_device (firm TEXT NOT NULL, device TEXT NOT NULL, public_key ${bytes} NOT NULL, chain TEXT NOT NULL, since ${integer} NOT NULL,
       PRIMARY KEY (firm, device)) ${tableEnd}`,
    `CREATE TABLE hub_revoked (firm TEXT NOT NULL, device TEXT NOT NULL, at ${integer} NOT NULL, PRIMARY KEY (firm, device)) ${tableEnd}`,
    `CREATE TABLE hub_bundle (firm TEXT NOT NULL, site TEXT NOT NULL, scope TEXT NOT NULL, n ${integer} NOT NULL, hash ${bytes} NOT NULL, bytes ${bytes} NOT NULL,
       PRIMARY KEY (firm, site, scope, n)) ${tableEnd}`,
    // what is held of a chain; numbers below dropped were replaced by a fold and do not come back
    `CREATE TABLE hub_chain (firm TEXT NOT NULL, site TEXT NOT NULL, scope TEXT NOT NULL, device TEXT NOT NULL, first ${integer} NOT NULL, last ${integer} NOT NULL,
       count ${integer} NOT NULL, dropped ${integer} NOT NULL, PRIMARY KEY (firm, site, scope)) ${tableEnd}`,
    `CREATE TABLE hub_nonce (nonce TEXT PRIMARY KEY, until ${integer} NOT NULL) ${tableEnd}`,
    `CREATE TABLE hub_token (hash TEXT PRIMARY KEY, firm TEXT NOT NULL, device TEXT NOT NULL, until ${integer} NOT NULL) ${tableEnd}`,
    `CREATE TABLE hub_use (firm TEXT NOT NULL, device TEXT NOT NULL, minute ${integer} NOT NULL, requests ${integer} NOT NULL, bytes ${integer} NOT NULL,
       PRIMARY KEY (firm, device, minute)) ${tableEnd}`,
  ],
]

/** A workspace, say, named by mistake. */
const OTHER_TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'hub\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`

/**
 * Brings a hub's database to the version that this program knows; several processes may try at once.
 *
 * Errors  refuses `hub-store-newer`, and `hub-store-other` for a database that holds other things.
 */
export async function migrateHub(db: HubDatabase, where: string): Promise<void> {
  await db.alone(async (queries) => {
    if (db.dialect.kind === 'sqlite' && (await queries.all(OTHER_TABLES)).length > 0) refuse('hub-store-other', { path: where })
    await queries.all(`CREATE TABLE IF NOT EXISTS hub_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) ${db.dialect.tableEnd}`)
    const [row] = await queries.all<{ value: string }>(`SELECT value FROM hub_setting WHERE name = 'version'`)
    const version = Number(row?.value ?? 0)
    if (version > VERSIONS.length) refuse('hub-store-newer', { path: where, found: version, known: VERSIONS.length })
    for (const statements of VERSIONS.slice(version)) for (const statement of statements(db.dialect)) await queries.all(statement)
    await queries.all(`INSERT INTO hub_setting (name, value) VALUES ('version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, [String(VERSIONS.length)])
  })
}
