import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Figure, meetsGoal } from './figure.ts'

/**
 * `npm run bench [-- NAME…] [-- --write]`: runs the benches one after the other, each in a process of its own, and prints a row per figure;
 * `--write` puts the rows into docs/benchmarks.md. A bench is a file `*.bench.ts` here that prints figures as JSON lines.
 */
const here = import.meta.dirname
const document = join(here, '../../docs/benchmarks.md')
/** The program's threads are bundled files that start in 40 ms. Ours would take five times as long if Node stripped the types anew each time. */
const compileCache = join(here, '../../node_modules/.cache/bench')
const { values, positionals } = parseArgs({ options: { write: { type: 'boolean', default: false } }, allowPositionals: true })
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .filter((name) => positionals.length === 0 || positionals.includes(name))

const rows: string[] = []
for (const name of names) {
  process.stderr.write(`${name} …\n`)
  const run = spawnSync(process.execPath, ['--expose-gc', join(here, `${name}.bench.ts`)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26, env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  })
  if (run.status !== 0) {
    process.stderr.write(`${name}: failed\n`)
    process.exitCode = 1
  }
  for (const line of run.stdout.split('\n')) {
    if (!line.startsWith('{"figure":')) continue
    const { figure } = JSON.parse(line) as { figure: Figure }
    rows.push(rowOf(name, figure))
    process.stdout.write(`${rows.at(-1) ?? ''}\n`)
  }
}
if (values.write) writeRows(rows)

function rowOf(bench: string, figure: Figure): string {
  const value = `${figure.value >= 100 ? String(Math.round(figure.value)) : figure.value.toPrecision(3)} ${figure.unit}`
  const goal = figure.goal === undefined ? '' : `${String(figure.goal)} ${figure.unit}`
  const verdict = figure.goal === undefined ? '' : meetsGoal(figure) ? 'yes' : 'no'
  return `| ${figure.name} | ${value} | ${goal} | ${verdict} | \`npm run bench -- ${bench}\` | ${figure.note ?? ''} |`
}

function writeRows(measured: readonly string[]): void {
  const commands = new Set(names.map((name) => `\`npm run bench -- ${name}\``))
  const old = existsSync(document) ? readFileSync(document, 'utf8') : ''
  const kept = old.split('\n').filter((line) => line.startsWith('| ') && ![...commands].some((command) => line.includes(command)) && !/^\| (figure|---)/.test(line))
  writeFileSync(
    document,
    [
      '# Benchmarks',
      '',
      'Every row is written by the command that stands in it, followed by `--write`. Ratios (x) compare with raw better-sqlite3 inserts or updates of the same rows',
      'in the same run; times are medians where a bench repeats. Goals are those of the design.',
      '',
      `Machine of the newest rows: ${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}.`,
      '',
      '| figure | measured | goal | met | command | note |',
      '| --- | --- | --- | --- | --- | --- |',
      ...[...kept, ...measured].sort(),
      '',
    ].join('\n'),
  )
}
