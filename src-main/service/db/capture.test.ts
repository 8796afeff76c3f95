import { beforeEach, describe, expect, it } from 'vitest'
import { setupWorkspace, type TestWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { readTombBody } from '../sync/store/tomb-body.ts'
import { captureTriggers, installCapture, wrongTriggers } from './capture.ts'
import { ALIVE_COLUMN, ALIVE_MASK, syncTable } from './registry.ts'

const CUSTOMER = syncTable('customer')
const column = (name: string): number => CUSTOMER.columns.indexOf(name)

interface HistoryLine {
  readonly mask: number
  readonly old: string
  readonly hlc: number
  readonly site: number
  readonly command: number | null
}

let test: TestWorkspace
let id: Buffer
beforeEach(() => {
  test = setupWorkspace()
  id = test.workspace.write({ kind: 't' }, (records) => records.insert('customer', { name: '精工', kind: 'firm', life_cycle: 'potential', grade: 'C' })).value
  test.clock.set(test.clock.now() + 60_000)
})

const outbox = (): { hlc: number }[] => test.workspace.db.prepare<[number, Buffer], { hlc: number }>('SELECT hlc FROM sync_out WHERE tbl = ? AND id = ?').all(CUSTOMER.number, id)
const history = (): HistoryLine[] => test.workspace.db.prepare<[number, Buffer], HistoryLine>('SELECT mask, old, hlc, site, command FROM history WHERE tbl = ? AND id = ?').all(CUSTOMER.number, id)
const lastHlc = (): number => Number(test.workspace.db.prepare('SELECT last_hlc FROM sync_ctx').pluck().get())

describe('capture', () => {
  it('puts a new row into the outbox with the clock of its command, and nothing into the history', () => {
    expect(outbox()).toEqual([{ hlc: lastHlc() }])
    expect(history()).toEqual([])
  })

  it('keeps the old values of just the columns that changed', () => {
    const { command } = test.workspace.write({ kind: 't' }, (records) => records.update('customer', id, { grade: 'A', name: '精工', industry: '机械' }))
    const mask = (1 << column('grade')) | (1 << column('industry')) | (1 << column('updated_at'))
    expect(history()).toEqual([{ mask, old: expect.any(String) as string, hlc: lastHlc(), site: 1, command }])
    expect(JSON.parse(history()[0]?.old ?? '')).toEqual({ [column('grade')]: 'C', [column('industry')]: null })
    expect(outbox()).toHaveLength(1)
  })

  it('keeps an id as hex', () => {
    const owner = Buffer.alloc(16, 0xab)
    test.workspace.write({ kind: 't' }, (records) => records.update('customer', id, { owner_id: owner }))
    test.workspace.write({ kind: 't' }, (records) => records.update('customer', id, { owner_id: null }))
    expect(history().map(({ old }) => JSON.parse(old) as unknown)).toEqual([{ [column('owner_id')]: null }, { [column('owner_id')]: 'AB'.repeat(16) }])
  })

  it('leaves no mark of an update that changes nothing', () => {
    test.workspace.db.prepare("UPDATE customer SET grade = 'C', note = NULL WHERE id = ?").run(id)
    expect(history()).toEqual([])
  })

  it('puts a deleted row into the bin with all it held', () => {
    test.workspace.write({ kind: 't' }, (records) => records.remove('customer', id))
    const body = test.workspace.db.prepare<[number, Buffer], Buffer>('SELECT body FROM sync_tomb WHERE tbl = ? AND id = ?').pluck().get(CUSTOMER.number, id)
    const values = readTombBody(CUSTOMER, body ?? Buffer.alloc(0)).values
    expect([values[column('name')], values[column('grade')], values[column('created_by')]]).toEqual(['精工', 'C', test.workspace.actor.employeeId])
    expect(history()).toMatchObject([{ mask: ALIVE_MASK, old: `{"${String(ALIVE_COLUMN)}":1}` }])
  })

  it('sees what goes around the commands, too', () => {
    test.workspace.db.prepare("UPDATE customer SET grade = 'A' WHERE id = ?").run(id)
    expect(history()).toMatchObject([{ mask: 1 << column('grade'), command: null }])
  })

  it('leaves no marks while it is off', () => {
    const { db } = test.workspace
    const before = outbox().length
    db.prepare('UPDATE sync_ctx SET capture = 0').run()
    db.prepare("UPDATE customer SET grade = 'A' WHERE id = ?").run(id)
    db.prepare('DELETE FROM customer WHERE id = ?').run(id)
    db.prepare("INSERT INTO customer (id, created_at, updated_at, name, kind, life_cycle) VALUES (?, 0, 0, 'n', 'firm', 'potential')").run(id)
    db.prepare('UPDATE sync_ctx SET capture = 1').run()
    expect(history()).toEqual([])
    expect(outbox()).toHaveLength(before)
    expect(db.prepare('SELECT count(*) FROM sync_tomb').pluck().get()).toBe(0)
  })

  it('does not take a write of stamps for an edit', () => {
    test.workspace.db.prepare("UPDATE customer SET grade = 'A', _h = 5, _s = 2 WHERE id = ?").run(id)
    expect(history()).toEqual([])
  })

  it('rolls back with its command', () => {
    const before = lastHlc()
    expect(() =>
      test.workspace.write({ kind: 't' }, (records) => {
        records.update('customer', id, { grade: 'A' })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(history()).toEqual([])
    expect(lastHlc()).toBe(before)
  })
})

describe('installCapture', () => {
  it('puts back triggers that are missing, and takes away unknown ones', () => {
    const { db } = test.workspace
    expect(wrongTriggers(db)).toEqual([])
    db.exec('DROP TRIGGER capture_customer_update; CREATE TRIGGER capture_old AFTER INSERT ON contact BEGIN SELECT 1; END')
    expect(wrongTriggers(db)).toEqual(['capture_customer_update', 'capture_old'])
    installCapture(db)
    expect(wrongTriggers(db)).toEqual([])
  })

  it('makes three triggers a table', () => {
    expect([...captureTriggers([CUSTOMER]).keys()]).toEqual(['capture_customer_insert', 'capture_customer_update', 'capture_customer_delete'])
  })
})
