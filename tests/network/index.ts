import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { postgresPrograms, startPostgres } from '../helpers/postgres.ts'
import { runTrial } from './trial.ts'

/** `npm run network [-- --copies N] [-- --seconds N] [-- --store sqlite|postgres] [-- --clock YEARS] [-- --clock-of N] [-- --seed N] [-- --namespaces]`: many real processes over bad lines. */
const YEAR_MS = 365 * 86_400_000

const { values } = parseArgs({
  options: {
    copies: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '120' },
    store: { type: 'string', default: 'sqlite' },
    clock: { type: 'string', default: '10' },
    'clock-of': { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    patience: { type: 'string', default: '300' },
    namespaces: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'tributary-network-hub-'))
const postgres = values.store === 'postgres' && postgresPrograms() !== null ? await startPostgres() : null
try {
  process.stdout.write(`seed ${values.seed}\n`)
  const { notes, ...outcome } = await runTrial({
    copies: Number(values.copies),
    troubleMs: Number(values.seconds) * 1000,
    patienceMs: Number(values.patience) * 1000,
    store: postgres ? await postgres.createDatabase() : `sqlite:${join(folder, 'hub.db')}`,
    clockAheadMs: Number(values.clock) * YEAR_MS,
    clockOf: Number(values['clock-of']),
    seed: Number(values.seed),
    hasNamespaces: values.namespaces,
    say: (text) => process.stdout.write(`${text}\n`),
  })
  if (values.verbose) process.stdout.write(`${notes}\n`)
  process.stdout.write(`${JSON.stringify(outcome, null, 1)}\n`)
  const isGood = outcome.equalAfterMs !== null && outcome.held.length + outcome.findings.length === 0 && outcome.exitCodes.every((code) => code === 0)
  process.exitCode = isGood ? 0 : 1
} finally {
  await postgres?.close()
  rmSync(folder, { recursive: true })
}
