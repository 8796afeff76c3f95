import type { Clock } from '../../ports/clock.ts'
import type { CertifiedDevice, PutOutcome, RelayBundle, RelayStore } from '../relay/relay-store.ts'
import type { ChainListing, ChainName } from '../ways/way.ts'
import type { HubDatabase, HubQueries } from './hub-database.ts'

/** How much a hub keeps for one firm, and for how many. */
export interface HubQuota {
  readonly bytesPerFirm: number
  readonly devicesPerFirm: number
  readonly firms: number
}

/** What one firm has at a hub. */
export interface FirmUse {
  readonly firm: string
  readonly devices: number
  readonly bundles: number
  readonly bytes: number
}

/** Keeps many firms' bundles in one database, each row under the tag of its firm. */
export function createHubStore(db: HubDatabase, quota: HubQuota, clock: Pick<Clock, 'now'>): RelayStore {
  return {
    admit: (device) => db.transaction((queries) => admit(queries, device, quota, clock.now())),
    async deviceKey(firm, device) {
      const [row] = await db.all<{ public_key: Buffer }>('SELECT public_key FROM hub_device WHERE firm = $1 AND device = $2', [firm, device])
      return row?.public_key ?? null
    },
    async rootKey(firm) {
      const [row] = await db.all<{ root_key: Buffer }>('SELECT root_key FROM hub_firm WHERE firm = $1', [firm])
      return row?.root_key ?? null
    },
    async revoke(firm, device) {
      await db.transaction((queries) =>
        queries.all('INSERT INTO hub_revoked (firm, device, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [firm, device, clock.now()]),
      )
    },
    chains: (firm) => chains(db, firm),
    async get(firm, { site, scope }, n) {
      const [row] = await db.all<{ bytes: Buffer }>('SELECT bytes FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3 AND n = $4', [firm, site, scope, n])
      return row?.bytes ?? null
    },
    put: (firm, bundle) => put(db, firm, bundle, quota),
    prune: (firm, chain, before, device) => db.transaction((queries) => prune(db, queries, firm, chain, before, device)),
    async cursor(firm) {
      const [row] = await db.all<{ cursor: number }>('SELECT cursor FROM hub_firm WHERE firm = $1', [firm])
      return String(row?.cursor ?? 0)
    },
    watch: (firm, changed) => db.watch(firm, changed),
  }
}

/** Tells the operator what is kept for whom, the largest first. */
export function readUse(db: HubDatabase): Promise<readonly FirmUse[]> {
  return db.all<FirmUse>(
    `SELECT firm, (SELECT count(*) FROM hub_device d WHERE d.firm = f.firm) AS devices, (SELECT count(*) FROM hub_bundle b WHERE b.firm = f.firm) AS bundles, bytes
     FROM hub_firm f ORDER BY bytes DESC, firm`,
  )
}

async function admit(queries: HubQueries, device: CertifiedDevice, quota: HubQuota, now: number): Promise<'admitted' | 'revoked' | 'full'> {
  const { firm, device: name, rootKey, publicKey, holders } = device
  const chain = JSON.stringify(device.chain)
  const [known] = await queries.all<{ chain: string; since: number }>('SELECT chain, since FROM hub_device WHERE firm = $1 AND device = $2', [firm, name])
  const revoked = await queries.all<{ device: string; at: number }>('SELECT device, at FROM hub_revoked WHERE firm = $1', [firm])
  for (const { device: lost, at } of revoked) {
    if (lost === name) return 'revoked'
    if (holders.includes(lost) && !(known?.chain === chain && known.since < at)) return 'revoked'
  }
  if (known?.chain === chain) return 'admitted'
  if (!known && !(await hasRoom(queries, firm, quota))) return 'full'
  await queries.all('INSERT INTO hub_firm (firm, root_key, cursor, bytes, since) VALUES ($1, $2, 0, 0, $3) ON CONFLICT DO NOTHING', [firm, rootKey, now])
  await queries.all(
    `INSERT INTO hub_device (firm, device, public_key, chain, since) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (firm, device) DO UPDATE SET chain = excluded.chain, since = excluded.since`,
    [firm, name, publicKey, chain, now],
  )
  return 'admitted'
}

async function hasRoom(queries: HubQueries, firm: string, quota: HubQuota): Promise<boolean> {
  const [devices] = await queries.all<{ count: number }>('SELECT count(*) AS count FROM hub_device WHERE firm = $1', [firm])
  if ((devices?.count ?? 0) > 0) return (devices?.count ?? 0) < quota.devicesPerFirm
  const [firms] = await queries.all<{ count: number }>('SELECT count(*) AS count FROM hub_firm')
  return (firms?.count ?? 0) < quota.firms
}

async function chains(db: HubDatabase, firm: string): Promise<readonly ChainListing[]> {
  const listed: ChainListing[] = []
  const rows = await db.all<ChainName & { first: number; last: number; count: number }>(
    'SELECT site, scope, first, last, count FROM hub_chain WHERE firm = $1 ORDER BY site, scope',
    [firm],
  )
  for (const { site, scope, first, last, count } of rows) {
    if (count === last - first + 1) listed.push({ site, scope, from: first, to: last })
    else listed.push(...(await runs(db, firm, { site, scope })))
  }
  return listed
}

/** The unbroken runs of a chain with holes. */
async function runs(db: HubDatabase, firm: string, { site, scope }: ChainName): Promise<readonly ChainListing[]> {
  const found = await db.all<{ from: number; to: number }>(
    `SELECT min(n) AS "from", max(n) AS "to" FROM (SELECT n, n - row_number() OVER (ORDER BY n) AS run FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3) numbered
     GROUP BY run ORDER BY 1`,
    [firm, site, scope],
  )
  return found.map(({ from, to }) => ({ site, scope, from, to }))
}

async function put(db: HubDatabase, firm: string, bundle: RelayBundle, quota: HubQuota): Promise<PutOutcome> {
  // looked at first without writing, so that a full hub does no work for what it cannot keep
  const before = (await known(db, firm, bundle)) ?? (await fits(db, '', firm, bundle, quota))
  return before ?? db.transaction((queries) => insert(db, queries, firm, bundle, quota))
}

/**
 * The unique key decides who was first. The firm's row is locked last and until the end, so that cursors become visible in order and the quota holds;
 * taking it before the bundle is sent would make one wait for the other.
 */
async function insert(db: HubDatabase, queries: HubQueries, firm: string, bundle: RelayBundle, quota: HubQuota): Promise<PutOutcome> {
  const { site, scope, n, device, hash, bytes } = bundle
  const inserted = await queries.all(
    'INSERT INTO hub_bundle (firm, site, scope, n, hash, bytes) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING n',
    [firm, site, scope, n, hash, bytes],
  )
  if (inserted.length === 0) return (await known(queries, firm, bundle)) ?? 'known'
  const refused = (await fits(queries, db.dialect.forUpdate, firm, bundle, quota)) ?? (await isDropped(queries, firm, bundle))
  if (refused) {
    await queries.all('DELETE FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3 AND n = $4', [firm, site, scope, n])
    return refused
  }
  await queries.all('UPDATE hub_firm SET cursor = cursor + 1, bytes = bytes + $2 WHERE firm = $1', [firm, bytes.length])
  await queries.all(
    `INSERT INTO hub_chain (firm, site, scope, device, first, last, count, dropped) VALUES ($1, $2, $3, $4, $5, $5, 1, 0)
     ON CONFLICT (firm, site, scope) DO UPDATE SET first = CASE WHEN excluded.first < hub_chain.first THEN excluded.first ELSE hub_chain.first END,
       last = CASE WHEN excluded.last > hub_chain.last THEN excluded.last ELSE hub_chain.last END, count = hub_chain.count + 1`,
    [firm, site, scope, device, n],
  )
  await db.announce(queries, firm)
  return 'new'
}

async function known(queries: HubQueries, firm: string, { site, scope, n, hash }: RelayBundle): Promise<'known' | 'fork' | null> {
  const [row] = await queries.all<{ hash: Buffer }>('SELECT hash FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3 AND n = $4', [firm, site, scope, n])
  if (!row) return null
  return row.hash.equals(hash) ? 'known' : 'fork'
}

async function fits(queries: HubQueries, lock: string, firm: string, { bytes }: RelayBundle, { bytesPerFirm }: HubQuota): Promise<'full' | null> {
  const [row] = await queries.all<{ bytes: number }>(`SELECT bytes FROM hub_firm WHERE firm = $1 ${lock}`, [firm])
  return (row?.bytes ?? 0) + bytes.length > bytesPerFirm ? 'full' : null
}

async function isDropped(queries: HubQueries, firm: string, { site, scope, n }: RelayBundle): Promise<'known' | null> {
  const [row] = await queries.all<{ dropped: number }>('SELECT dropped FROM hub_chain WHERE firm = $1 AND site = $2 AND scope = $3', [firm, site, scope])
  return n < (row?.dropped ?? 0) ? 'known' : null
}

async function prune(db: HubDatabase, queries: HubQueries, firm: string, { site, scope }: ChainName, before: number, device: string): Promise<'pruned' | 'forbidden' | 'absent'> {
  // the firm first, as in insert: two that lock in another order would wait for each other
  await queries.all(`SELECT bytes FROM hub_firm WHERE firm = $1 ${db.dialect.forUpdate}`, [firm])
  const [chain] = await queries.all<{ device: string; last: number; dropped: number }>(
    'SELECT device, last, dropped FROM hub_chain WHERE firm = $1 AND site = $2 AND scope = $3',
    [firm, site, scope],
  )
  if (!chain) return 'absent'
  if (chain.device !== device) return 'forbidden'
  const below = Math.min(before, chain.last)
  const [gone] = await queries.all<{ bytes: number | null }>(
    'SELECT CAST(sum(length(bytes)) AS BIGINT) AS bytes FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3 AND n < $4',
    [firm, site, scope, below],
  )
  await queries.all('DELETE FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3 AND n < $4', [firm, site, scope, below])
  const [left] = await queries.all<{ first: number; count: number }>(
    'SELECT min(n) AS first, count(*) AS count FROM hub_bundle WHERE firm = $1 AND site = $2 AND scope = $3',
    [firm, site, scope],
  )
  await queries.all('UPDATE hub_chain SET first = $4, count = $5, dropped = $6 WHERE firm = $1 AND site = $2 AND scope = $3', [
    firm, site, scope, left?.first ?? chain.last, left?.count ?? 0, Math.max(below, chain.dropped),
  ])
  await queries.all('UPDATE hub_firm SET bytes = bytes - $2 WHERE firm = $1', [firm, gone?.bytes ?? 0])
  return 'pruned'
}
