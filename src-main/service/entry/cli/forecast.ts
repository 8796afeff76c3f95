import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ForecastInputError, forecastFile } from '../../analysis/forecast/forecast-file.ts'
import { refuse } from '../../refusal.ts'
import { parse, required, UsageError, type Command } from './command.ts'

/** `forecast`: monthly series of a file, with the same code as the sales trend. */
export const forecast: Command = {
  usage: 'forecast FILE --horizon H [--json]',
  run(args, io) {
    const { values, positionals } = parse(args, { horizon: { type: 'string' }, json: { type: 'boolean', default: false } }, { min: 1, max: 1 })
    const horizon = Number(required('horizon', values.horizon))
    if (!Number.isInteger(horizon) || horizon < 1 || horizon > 120) throw new UsageError('--horizon: 1-120')
    const results = run(positionals[0] ?? '', horizon)
    if (values.json) io.json(results)
    else for (const result of results) io.result(JSON.stringify(result))
    return 0
  },
}

function run(path: string, horizon: number): ReturnType<typeof forecastFile> {
  try {
    const bytes = readFileSync(path)
    return forecastFile((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'), horizon)
  } catch (cause) {
    if (cause instanceof ForecastInputError) return refuse('forecast-input', { path, message: cause.message }, { cause })
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return refuse('file-not-found', { file: path }, { cause })
    throw cause
  }
}
