import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Problem } from '#shared/contract/base.ts'
import type { Role } from '#shared/contract/workspace.contract.ts'
import type { Workspace } from '#service/db/workspace.ts'
import { foundFirm, joinFirm } from '#service/features/workspace/found.ts'
import type { NewKey } from '#service/keys/workspace-key.ts'
import { fixedClock } from '#service/ports/clock.ts'
import { seededIds } from '#service/ports/ids.ts'
import { seededRandom } from '#service/ports/random.ts'
import { Refused } from '#service/refusal.ts'

/** The day on which tests happen unless they move the clock. */
export const TEST_TODAY = '2026-03-18'
export const TEST_NOW = Date.UTC(2026, 2, 18, 2, 0, 0)

export interface TestWorkspace {
  readonly workspace: Workspace
  readonly clock: ReturnType<typeof fixedClock>
  readonly directory: string
}

const opened: Workspace[] = []
const directories: string[] = []

// Closed when the file is done, so that a workspace may also be made once for several tests.
afterAll(() => {
  for (const workspace of opened.splice(0)) if (workspace.db.open) workspace.close()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

/** An empty directory that is removed when the test file is done. */
export function setupDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-test-'))
  directories.push(directory)
  return directory
}

/**
 * A fresh workspace of the firm 测试企业 in a directory of its own: the clock stands at `TEST_NOW` until it is moved, ids and keys come from a seed.
 *
 * Edge  plain, unless a `newKey` encrypts it; `unitPath` places the employee (default 总部); null leaves him without a unit.
 */
export function setupWorkspace(
  options: { readonly role?: Role; readonly employee?: string; readonly unitPath?: string | null; readonly seed?: number; readonly now?: number; readonly newKey?: NewKey } = {},
): TestWorkspace {
  const directory = join(setupDirectory(), 'workspace')
  const clock = fixedClock(options.now ?? TEST_NOW)
  const unitPath = options.unitPath === undefined ? '总部' : (options.unitPath ?? undefined)
  const workspace = foundFirm(
    { directory, firm: '测试企业', currency: 'CNY', employee: options.employee ?? '王经理', role: options.role ?? 'manager', unitPath, newKey: options.newKey },
    { clock, newId: seededIds(options.seed ?? 1), random: seededRandom(options.seed ?? 1) },
  )
  opened.push(workspace)
  return { workspace, clock, directory }
}

/** Another copy of the firm of `founded`, for another employee; its clock is its own. */
export function setupCopy(
  founded: TestWorkspace,
  options: { readonly role?: Role; readonly employee: string; readonly unitPath?: string; readonly seed?: number; readonly now?: number; readonly newKey?: NewKey },
): TestWorkspace {
  const directory = join(setupDirectory(), 'workspace')
  const clock = fixedClock(options.now ?? TEST_NOW)
  const workspace = joinFirm(
    { directory, employee: options.employee, role: options.role ?? 'rep', unitPath: options.unitPath, joinFile: join(founded.directory, 'firm.join'), newKey: options.newKey },
    { clock, newId: seededIds(options.seed ?? 2), random: seededRandom(options.seed ?? 2) },
  )
  opened.push(workspace)
  return { workspace, clock, directory }
}

/** Runs what must be refused; gives its problems. Errors: throws when it is not refused, and whatever else it throws. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work()
  } catch (cause) {
    if (cause instanceof Refused) return cause.problems
    throw cause
  }
  throw new Error('problemsOf: nothing was refused')
}

/** The kinds of the problems of what must be refused. */
export function kindsOf(work: () => unknown): string[] {
  return problemsOf(work).map((problem) => problem.kind)
}
