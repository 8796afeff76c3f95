import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copyDatabase } from '#service/db/backup.ts'
import { openWorkspace, type Workspace } from '#service/db/workspace.ts'
import { checkWorkspace } from '#service/features/check/check-workspace.ts'
import { recordHistory } from '#service/features/journal/history.queries.ts'
import { undoStep } from '#service/features/journal/undo.commands.ts'
import { idText } from '#service/db/record-id.ts'
import { quietReport } from '#service/jobs/task.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { mergeSource } from '#service/sync/merge.ts'
import { setupCopy, setupDirectory, setupWorkspace, TEST_NOW, type TestWorkspace } from '../helpers/setup-workspace.ts'

const HOUR = 3_600_000

/** A manager and another whole copy that have met. */
function setupPair(): { readonly manager: TestWorkspace; readonly other: TestWorkspace } {
  const manager = setupWorkspace()
  const other = setupCopy(manager, { employee: '李销售', role: 'manager' })
  take(other.workspace, manager.directory)
  take(manager.workspace, other.directory)
  return { manager, other }
}

function take(into: Workspace, from: string): void {
  mergeSource(into, from, quietReport)
}

function reopen(directory: string, hour: number, seed = 99): Workspace {
  const workspace = openWorkspace(directory, { clock: fixedClock(TEST_NOW + hour * HOUR), newId: seededIds(seed) })
  onTestFinished(() => {
    if (workspace.db.open) workspace.close()
  })
  return workspace
}

function addCustomer(workspace: Workspace, name: string): Buffer {
  return workspace.write({ kind: 'customer.created' }, (records) => records.insert('customer', { name, kind: 'firm', life_cycle: 'potential', grade: 'C' })).value
}

function namesIn({ db }: Workspace): string[] {
  return db.prepare<[], string>('SELECT name FROM customer ORDER BY name').pluck().all()
}

describe('a folder that was copied', () => {
  it('is a copy of its own from its first opening, and what either writes arrives', () => {
    const { manager, other } = setupPair()
    other.workspace.close()
    const clone = join(setupDirectory(), 'clone')
    cpSync(other.directory, clone, { recursive: true })
    const first = reopen(other.directory, 1, 11)
    const second = reopen(clone, 2, 12)
    expect(second.site).not.toEqual(first.site)
    addCustomer(second, '副本客户')
    take(manager.workspace, clone)
    // earlier by the clock than what the manager has from the clone
    addCustomer(first, '原本客户')
    take(manager.workspace, other.directory)
    expect(namesIn(manager.workspace)).toEqual(['副本客户', '原本客户'].sort())
    take(first, manager.directory)
    take(second, other.directory)
    expect(namesIn(first)).toEqual(namesIn(manager.workspace))
    expect(namesIn(second)).toEqual(namesIn(manager.workspace))
  })

  it('can still undo what it did under its former name, and calls it its own', () => {
    const { other } = setupPair()
    const id = addCustomer(other.workspace, '苏州精工')
    const { command: edit } = other.workspace.write({ kind: 'customer.updated' }, (records) => records.update('customer', id, { grade: 'A' }))
    addCustomer(other.workspace, '无锡动力')
    other.workspace.close()
    const clone = join(setupDirectory(), 'clone')
    cpSync(other.directory, clone, { recursive: true })
    const copy = reopen(clone, 1)
    expect(recordHistory(copy, 'customer', idText(id), { offset: 0, limit: 10 }).rows[0]?.isOurs).toBe(true)
    undoStep(copy, edit)
    expect(copy.db.prepare('SELECT grade FROM customer WHERE id = ?').pluck().get(id)).toBe('C')
    undoStep(copy, edit + 1)
    expect(namesIn(copy)).toEqual(['苏州精工'])
  })

  it('stays the same copy when it is moved, renamed or only opened again', () => {
    const { other } = setupPair()
    const { site } = other.workspace
    other.workspace.close()
    const moved = join(setupDirectory(), '移动')
    renameSync(other.directory, moved)
    const again = reopen(moved, 1)
    expect(again.site).toEqual(site)
    again.close()
    expect(reopen(moved, 2).site).toEqual(site)
  })
})

describe('a workspace that was put back to an earlier state', () => {
  it('gets back from the others what it wrote since, and loses nothing that it writes then', () => {
    const { manager, other } = setupPair()
    addCustomer(other.workspace, '备份之前')
    const backup = join(setupDirectory(), 'backup.db')
    copyDatabase(other.workspace.db, backup)
    other.clock.set(TEST_NOW + HOUR)
    addCustomer(other.workspace, '备份之后')
    take(manager.workspace, other.directory)
    other.workspace.close()
    putInPlace(other.directory, (database) => {
      rmSync(database)
      copyFileSync(backup, database)
    })

    const restored = reopen(other.directory, 2)
    addCustomer(restored, '恢复之后')
    take(restored, manager.directory)
    take(manager.workspace, other.directory)
    expect(namesIn(restored)).toEqual(['备份之前', '备份之后', '恢复之后'].sort())
    expect(namesIn(manager.workspace)).toEqual(namesIn(restored))
    expect(checkWorkspace(restored.db)).toEqual([])
  })

  it('notices by what the others have seen of it when the file itself is the same, as on a disk set back by its system', () => {
    const { manager, other } = setupPair()
    const { site } = other.workspace
    other.workspace.close()
    const image = readFileSync(join(other.directory, 'tributary.db'))
    const later = reopen(other.directory, 1)
    addCustomer(later, '之后')
    take(manager.workspace, other.directory)
    later.close()
    putInPlace(other.directory, (database) => writeFileSync(database, image))

    const rewound = reopen(other.directory, 2)
    expect(rewound.site).toEqual(site)
    take(rewound, manager.directory)
    expect(rewound.site).not.toEqual(site)
    expect(namesIn(rewound)).toEqual(['之后'])
    addCustomer(rewound, '更后')
    take(manager.workspace, other.directory)
    expect(namesIn(manager.workspace)).toEqual(namesIn(rewound))
  })
})

function putInPlace(directory: string, put: (database: string) => void): void {
  const database = join(directory, 'tributary.db')
  for (const suffix of ['-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true })
  put(database)
}
