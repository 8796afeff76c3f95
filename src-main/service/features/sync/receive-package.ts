import type { MergeResult } from '#shared/contract/sync.contract.ts'
import type { SyncTableName } from '../../db/registry.ts'
import { idBytes } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import type { TaskReport } from '../../jobs/task.ts'
import { Refused } from '../../refusal.ts'
import { exchange, type ExchangeCopy, type ExchangeResult } from '../../sync/exchange/exchange.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { localCopy } from '../../sync/exchange/local-copy.ts'
import { openPackageWay } from '../../sync/ways/package-way.ts'
import { type Way, WayProblem } from '../../sync/ways/way.ts'

/** Tells a package file from a workspace by its name. */
export function isPackage(path: string): boolean {
  return path.toLowerCase().endsWith('.trp')
}

/**
 * Takes in what a package file brings; nothing is put into it.
 *
 * Shape   one result for the whole file: `employee` = whose changes were in it; `command` = the step that undoes it, null when they were several.
 * Errors  what is wrong with the file is the result's `problem`; a full disk and a cancel are thrown on.
 */
export async function receivePackage(workspace: Workspace, path: string, report: TaskReport): Promise<{ readonly result: MergeResult; readonly tables: readonly SyncTableName[] }> {
  const identity = requireIdentity(workspace)
  const way = openPackageWay(path, { firm: identity.firmTag.toString('hex'), writer: Buffer.from(workspace.site).toString('hex'), mustExist: true })
  // nothing is put into the file, so that nothing is noted as being there
  const copy: ExchangeCopy = { ...localCopy(workspace, identity, report), published: () => 0, notePublished: () => undefined }
  try {
    const outcome = await exchange(copy, readingOnly(way), new AbortController().signal, {
      progress: (_, done, total) => {
        report.throwIfCancelled()
        report.progress(path, done, total)
      },
    })
    const problem = way.damage === null && outcome.damaged === 0 ? null : { field: null, kind: 'package-cut', values: { path } }
    return { result: { ...summaryOf(workspace, path, outcome), problem }, tables: outcome.tables }
  } catch (cause) {
    if (cause instanceof WayProblem) return { result: refusedPackage(path, cause), tables: [] }
    throw cause
  } finally {
    await way.abandon()
  }
}

/** A package that somebody else made stays as it is. */
function readingOnly(way: Way): Way {
  return {
    name: `reading ${way.name}`,
    offsetMs: null,
    list: (signal) => way.list(signal),
    get: (chain, n, signal) => way.get(chain, n, signal),
    put: () => Promise.resolve('known'),
    prune: () => Promise.resolve(),
    changed: (signal) => way.changed(signal),
    close: () => way.close(),
  }
}

function summaryOf({ db }: Workspace, path: string, { results }: ExchangeResult): MergeResult {
  const counts = { read: 0, applied: 0, known: 0, conflicts: 0, lost: 0, collisions: 0 }
  for (const result of results) for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += result.counts[name]
  const commands = results.flatMap(({ command }) => command ?? [])
  // who somebody is may have come with what he wrote
  const nameOf = db.prepare<[Buffer], string>('SELECT e.name FROM sync_site s JOIN employee e ON e.id = s.employee_id WHERE s.site = ?').pluck()
  const names = [...new Set(results.flatMap(({ site, employee }) => (site === null ? employee : nameOf.get(idBytes(site))) ?? employee ?? []))]
  const clocksAhead = [...new Map(results.flatMap(({ clocksAhead: ahead }) => ahead).map((clock) => [clock.site, clock])).values()]
  return {
    source: path, site: null, employee: names.length === 0 ? null : names.join(', '), counts, clocksAhead, problem: null,
    command: commands.length === 1 ? (commands[0] ?? null) : null,
  }
}

function refusedPackage(path: string, { kind }: WayProblem): MergeResult {
  const refused = new Refused([{ field: null, kind: `way-${kind}`, values: { way: path } }])
  return {
    source: path, site: null, employee: null, counts: { read: 0, applied: 0, known: 0, conflicts: 0, lost: 0, collisions: 0 }, command: null, clocksAhead: [],
    problem: refused.problems[0] ?? null,
  }
}
