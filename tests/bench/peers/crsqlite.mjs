import { readFileSync } from 'node:fs'
import * as SQLite from '@vlcn.io/wa-sqlite'

/** cr-sqlite's build for browsers, in memory: the package's own entry wants IndexedDB, which Node lacks. */

const dist = new URL('node_modules/@vlcn.io/crsqlite-wasm/dist/', import.meta.url)
const { default: createModule } = await import(new URL('crsqlite.mjs', dist).href)
const sqlite = SQLite.Factory(await createModule({ wasmBinary: readFileSync(new URL('crsqlite.wasm', dist)) }))

/** Prepares the merge of the changes; gives what is to be measured. */
export async function prepareCrsqlite({ columns, shared, sites }) {
  const db = await sqlite.open_v2(':memory:', SQLite.SQLITE_OPEN_CREATE | SQLite.SQLITE_OPEN_READWRITE | SQLite.SQLITE_OPEN_URI, undefined)
  await sqlite.exec(db, `CREATE TABLE activity (id BLOB PRIMARY KEY NOT NULL, ${columns.join(', ')}); SELECT crsql_as_crr('activity')`)
  await each(db, `INSERT INTO activity (id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`, shared.map(({ id, fields }) => [Buffer.from(id, 'hex'), ...columns.map((column) => fields[column] ?? null)]))
  const changes = sites.map((site, i) => changesOf(site, Buffer.alloc(16, i + 1), columns))
  return {
    merge: async () => {
      const insert = 'INSERT INTO crsql_changes ("table", pk, cid, val, col_version, db_version, site_id, cl, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
      for (const rows of changes) await each(db, insert, rows)
    },
    rows: async () => {
      let count = 0
      await sqlite.exec(db, 'SELECT count(*) FROM activity', ([rows]) => { count = rows })
      return count
    },
    close: async () => {
      await sqlite.exec(db, 'SELECT crsql_finalize()')
      await sqlite.close(db)
    },
  }
}

async function each(db, sql, rows) {
  await sqlite.exec(db, 'BEGIN')
  const text = sqlite.str_new(db, sql)
  const { stmt } = await sqlite.prepare_v2(db, sqlite.str_value(text))
  for (const row of rows) {
    sqlite.bind_collection(stmt, row)
    await sqlite.step(stmt)
    await sqlite.reset(stmt)
  }
  await sqlite.finalize(stmt)
  sqlite.str_finish(text)
  await sqlite.exec(db, 'COMMIT')
}

/** What `SELECT * FROM crsql_changes` of a site would give: a row for each cell, with how often the site had written it. */
function changesOf(site, siteId, columns) {
  const rows = new Map()
  site.forEach(({ id, isNew, fields }, version) => {
    const pk = Buffer.concat([Buffer.from([1, 0x0c, 16]), Buffer.from(id, 'hex')])
    columns.forEach((cid, seq) => {
      if (!(cid in fields)) return
      const key = `${id}/${cid}`
      const before = rows.get(key)?.[4] ?? (isNew ? 0 : 1)
      rows.set(key, ['activity', pk, cid, fields[cid], before + 1, version + 1, siteId, 1, seq])
    })
  })
  return [...rows.values()]
}
