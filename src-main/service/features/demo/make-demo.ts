import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '#shared/kernel/plain-date.ts'
import { openWorkspace, type Workspace } from '../../db/workspace.ts'
import { quietReport, type TaskReport } from '../../jobs/task.ts'
import { fixedClock } from '../../ports/clock.ts'
import { seededIds } from '../../ports/ids.ts'
import { seededRandom } from '../../ports/random.ts'
import { refuse } from '../../refusal.ts'
import { mergeSource } from '../../sync/merge.ts'
import { refreshDerived } from '../derived/public.ts'
import { foundFirm, JOIN_FILE, joinFirm } from '../workspace/public.ts'
import { enterCollision, managerEdits, repEdits } from './apart.ts'
import { makeCatalogue } from './catalogue.ts'
import { enterHeadquarters } from './headquarters.ts'
import { createPeople } from './names.ts'
import { makeReps } from './organisation.ts'
import { createRandom } from './random.ts'
import type { RepBook } from './rep-book.ts'
import { writeRepMonth } from './rep-month.ts'
import { openBook, type BookPlan } from './open-book.ts'
import { SIZES, type Scale } from './scale.ts'
import { enterTargets } from './targets.ts'
import { type DemoMonth, momentOf, timetable } from './timetable.ts'

export const MANAGER_FOLDER = 'manager'

export interface DemoOptions {
  readonly scale: Scale
  readonly seed: number
  /** The last day of the story. */
  readonly today: string
}

export interface DemoResult {
  /** The manager's merged copy. */
  readonly manager: string
  readonly reps: readonly string[]
  readonly conflicts: number
  readonly lost: number
}

/** Days before the end when the manager merged for the first time; since then both sides worked apart. */
const FIRST_MERGE_DAYS_AGO = 12

/**
 * Makes a whole demo firm in a directory: one workspace per representative that worked apart, with collisions and concurrent edits,
 * and the manager's copy that merged them all.
 *
 * Shape   `DIR/manager`, `DIR/reps/NNN-name`; the same seed and day give the same firm.
 * Errors  `directory-not-empty`; nothing is left behind when it fails or is cancelled.
 */
export function makeDemo(directory: string, options: DemoOptions, report: TaskReport): DemoResult {
  const existing = existsSync(directory) ? readdirSync(directory) : []
  if (existing.includes(MANAGER_FOLDER) || existing.includes('reps')) refuse('directory-not-empty', { path: directory })
  const building = join(directory, '.building')
  rmSync(building, { recursive: true, force: true })
  mkdirSync(building, { recursive: true })
  try {
    const made = build(building, options, report)
    for (const name of readdirSync(building)) renameSync(join(building, name), join(directory, name))
    const moved = (path: string): string => join(directory, path.slice(building.length + 1))
    return { ...made, manager: moved(made.manager), reps: made.reps.map(moved) }
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
}

function build(directory: string, { scale, seed, today }: DemoOptions, report: TaskReport): DemoResult {
  const size = SIZES[scale]
  const random = createRandom(seed)
  const nextPerson = createPeople(random)
  const months = timetable(today)
  const clock = fixedClock(momentOf(`${months[0]?.month ?? ''}-01`, 9))
  const manager = foundFirm(
    { directory: join(directory, MANAGER_FOLDER), firm: '江海泵阀制造有限公司', currency: 'CNY', employee: nextPerson(), role: 'manager' },
    { clock, newId: seededIds(seed), random: seededRandom(seed) },
  )
  const firmId = Buffer.from(manager.firm().id)
  const reps = makeReps(random, size.reps, nextPerson)
  const catalogue = makeCatalogue(random, size.products)
  const headquarters = manager.write({ kind: 'demo.headquarters' }, (records) =>
    enterHeadquarters(records, firmId, manager.actor.employeeId, reps, catalogue),
  ).value
  const plan: BookPlan = { size, seed, firmId, catalogue, headquarters }
  const books: RepBook[] = []
  const paths: string[] = []
  for (const [number, rep] of reps.entries()) {
    report.throwIfCancelled()
    report.progress('reps', number, reps.length)
    const path = join(directory, 'reps', `${String(number + 1).padStart(3, '0')}-${rep.name}`)
    books.push(workApart(path, manager, plan, number, rep, months, nextPerson))
    paths.push(path)
  }
  clock.set(momentOf(addDays(today, -FIRST_MERGE_DAYS_AGO), 18))
  mergeAll(manager, paths, report)
  clock.set(momentOf(addDays(today, -FIRST_MERGE_DAYS_AGO + 2), 10))
  manager.write({ kind: 'demo.manager' }, (records) => {
    managerEdits(records, books)
    enterTargets(manager.db, records, firmId, books, months, today)
  })
  for (const [number, book] of books.entries()) meanwhile(paths[number] ?? '', book, today, seed)
  clock.set(momentOf(today, 8))
  const { conflicts, lost } = mergeAll(manager, paths, report)
  report.progress('derive', 0, null)
  // what the first look at the demo would compute, so that it opens at once
  refreshDerived(manager)
  manager.close()
  return { manager: manager.directory, reps: paths, conflicts, lost }
}

function mergeAll(manager: Workspace, paths: readonly string[], report: TaskReport): { readonly conflicts: number; readonly lost: number } {
  let conflicts = 0
  let lost = 0
  for (const [index, path] of paths.entries()) {
    report.throwIfCancelled()
    report.progress('merge', index, paths.length)
    const { counts } = mergeSource(manager, path, quietReport).result
    conflicts += counts.conflicts
    lost += counts.lost
  }
  return { conflicts, lost }
}

/** A representative joins, takes over what the firm shares, and works through all the months without a network. */
function workApart(path: string, manager: Workspace, plan: BookPlan, number: number, rep: RepBook['rep'], months: readonly DemoMonth[], nextPerson: () => string): RepBook {
  const clock = fixedClock(manager.clock.now() + 60_000)
  const workspace = joinFirm(
    { directory: path, joinFile: join(manager.directory, JOIN_FILE), employee: rep.name, role: 'rep', unitPath: rep.unitPath },
    { clock, newId: seededIds(plan.seed * 1009 + number + 1), random: seededRandom(plan.seed * 1009 + number + 1) },
  )
  try {
    mergeSource(workspace, manager.directory, quietReport)
    const book = openBook(workspace.db, plan, number, rep)
    for (const month of months) {
      clock.set(Math.max(clock.now() + 1, momentOf(month.lastDay, 7)))
      workspace.write({ kind: 'demo.month', detail: { month: month.month } }, (records) => {
        writeRepMonth(records, plan.firmId, book, month, nextPerson)
        if (month.index === months.length - 2 && number < COLLISION_PAIRS * 2) enterCollision(records, book, number >> 1, number % 2 === 1)
      })
    }
    return book
  } finally {
    workspace.close()
  }
}

/** Pairs of representatives that enter the same customer twice. */
const COLLISION_PAIRS = 3

function meanwhile(path: string, book: RepBook, today: string, seed: number): void {
  const clock = fixedClock(momentOf(addDays(today, -FIRST_MERGE_DAYS_AGO + 5), 16))
  const workspace = openWorkspace(path, { clock, newId: seededIds(seed * 2003 + book.number + 1) })
  try {
    workspace.write({ kind: 'demo.apart' }, (records) => repEdits(records, book))
  } finally {
    workspace.close()
  }
}
