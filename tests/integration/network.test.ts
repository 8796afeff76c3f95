import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresPrograms, type PostgresServer, startPostgres } from '../helpers/postgres.ts'
import { canMakeNamespaces } from '../network/namespace.ts'
import { runTrial, type TrialOutcome } from '../network/trial.ts'

const TEN_YEARS_MS = 10 * 365 * 86_400_000
/** Far beyond what it takes: two minutes on a machine where ten other programs compute. */
const PATIENCE_MS = 150_000

let folder = ''
let postgres: PostgresServer | null = null
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-hub-'))
  if (postgresPrograms() !== null) postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.close()
  rmSync(folder, { recursive: true })
})

/** Everything that must be whatever happened, so that a failure shows all of it. */
function judged({ equalAfterMs, different, held, findings, exitCodes }: TrialOutcome) {
  return { isEqual: equalAfterMs !== null, different, held, findings, exitCodes: new Set(exitCodes) }
}
const GOOD = { isEqual: true, different: [], held: [], findings: [], exitCodes: new Set([0]) }

/** Processes of the command over sockets that are slow, cut, parted and half open, or in networks of their own whose cables are pulled out; more of it: `npm run network`. */
describe('a firm over bad lines', () => {
  it('is equal everywhere in the end, though one clock is ten years ahead, which the results name', async () => {
    const outcome = await runTrial({
      copies: 6, troubleMs: 10_000, patienceMs: PATIENCE_MS, store: `sqlite:${join(folder, 'hub.db')}`, clockAheadMs: TEN_YEARS_MS, seed: 11, resetAfterMs: 3_000,
    })
    expect(judged(outcome)).toEqual(GOOD)
    expect(outcome.clocksNamed).toEqual(['销售1'])
    expect(outcome.othersAheadMs).toBeLessThan(600_000)
    expect(outcome.notes).toMatch(/销售1: The clock of this computer is \d{7} minutes ahead of http/)
  })

  it('is equal everywhere in the end, though one clock is ten years behind', async () => {
    const store = postgres ? await postgres.createDatabase() : `sqlite:${join(folder, 'hub-2.db')}`
    const outcome = await runTrial({
      copies: 3, troubleMs: 8_000, patienceMs: PATIENCE_MS, store, clockAheadMs: -TEN_YEARS_MS, seed: 12, resetAfterMs: 3_000, hasNamespaces: canMakeNamespaces(),
    })
    expect(judged(outcome)).toEqual(GOOD)
    expect(outcome.clocksNamed).toEqual([])
    expect(outcome.notes).toMatch(/销售1: The clock of this computer is \d{7} minutes behind http/)
  })
}, 300_000)
