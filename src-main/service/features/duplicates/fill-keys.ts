import type { Workspace } from '../../db/workspace.ts'
import { writeIfFree } from '../figures/public.ts'
import { blockKeys } from './block-keys.ts'
import { profileOf } from './profile.ts'
import { readAllTexts, readTexts, type StoredTexts } from './read-texts.ts'

/**
 * Brings the keys of the duplicate check up to date; call it before reading `duplicate_key`.
 *
 * Edge    while another thread writes for long, nothing is done and the keys are those of before.
 * Cost    microseconds when nothing changed; about 0.1 ms for each changed customer, see docs/benchmarks.md for all of them.
 */
export function refreshDuplicateKeys(workspace: Workspace): void {
  const { db } = workspace
  const state = db.prepare<[], { stale: number; dirty: number }>('SELECT stale, EXISTS (SELECT 1 FROM duplicate_dirty) AS dirty FROM duplicate_state').get()
  if (!state) throw new Error('duplicates: the state row is missing')
  if (state.stale === 0 && state.dirty === 0) return
  writeIfFree(db, () => {
    if (state.stale === 1) fillAll(workspace)
    else fillChanged(workspace)
    db.exec('DELETE FROM duplicate_dirty; UPDATE duplicate_state SET stale = 0;')
  })
}

/** Says that everything is to be read anew; a bulk writer that calls it first spares itself the notes of the triggers. */
export function staleDuplicateKeys(workspace: Workspace): void {
  workspace.db.prepare('UPDATE duplicate_state SET stale = 1').run()
}

function fillAll({ db }: Workspace): void {
  db.exec('DELETE FROM duplicate_key; DELETE FROM duplicate_customer;')
  const insertCustomer = db.prepare<[number, Buffer]>('INSERT INTO duplicate_customer (handle, id) VALUES (?, ?)')
  const [keys, handles]: [number[], number[]] = [[], []]
  for (const [index, texts] of readAllTexts({ db }).entries()) {
    insertCustomer.run(index + 1, texts.id)
    for (const key of keysOf(texts)) {
      keys.push(key)
      handles.push(index + 1)
    }
  }
  // in the order of the table, so that its pages are filled one after the other
  const order = Uint32Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
  const insert = db.prepare<[number, number]>('INSERT INTO duplicate_key (key, handle) VALUES (?, ?)')
  for (const place of order) insert.run(keys[place] ?? 0, handles[place] ?? 0)
}

function fillChanged({ db }: Workspace): void {
  const handleOf = db.prepare<[Buffer], number>('SELECT handle FROM duplicate_customer WHERE id = ?').pluck()
  const addCustomer = db.prepare<[Buffer]>('INSERT INTO duplicate_customer (id) VALUES (?)')
  const removeKeys = db.prepare<[number]>('DELETE FROM duplicate_key WHERE handle = ?')
  const removeCustomer = db.prepare<[number]>('DELETE FROM duplicate_customer WHERE handle = ?')
  const insert = db.prepare<[number, number]>('INSERT INTO duplicate_key (key, handle) VALUES (?, ?)')
  for (const id of db.prepare<[], Buffer>('SELECT id FROM duplicate_dirty').pluck().all()) {
    const known = handleOf.get(id)
    const texts = readTexts({ db }, id)
    if (known !== undefined) removeKeys.run(known)
    if (texts === undefined) {
      if (known !== undefined) removeCustomer.run(known)
      continue
    }
    const handle = known ?? Number(addCustomer.run(id).lastInsertRowid)
    for (const key of keysOf(texts)) insert.run(key, handle)
  }
}

function keysOf(texts: StoredTexts): number[] {
  return blockKeys(profileOf(texts))
}
