import { join } from 'node:path'
import { makeDemo } from '../../features/demo/make-demo.ts'
import { scales } from '../../features/demo/scale.ts'
import { isPlainDate } from '#shared/kernel/plain-date.ts'
import { openWorkspace } from '../../db/workspace.ts'
import { makeReport } from '../../report/public.ts'
import { systemClock } from '../../ports/clock.ts'
import { oneOf, parse, UsageError, type Command } from './command.ts'
import { taskReport } from './task-report.ts'

/** `demo`: a whole firm that worked apart, merged, with its report. */
export const demo: Command = {
  usage: 'demo DIR [--scale small|medium|large] [--seed N] [--as-of YYYY-MM-DD] [--json]',
  async run(args, io) {
    const { values, positionals } = parse(
      args,
      {
        scale: { type: 'string', default: 'small' },
        seed: { type: 'string', default: '7' },
        'as-of': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    const seed = Number(values.seed)
    const today = values['as-of'] ?? systemClock.today()
    if (!Number.isSafeInteger(seed)) throw new UsageError('--seed')
    if (!isPlainDate(today)) throw new UsageError('--as-of')
    const directory = positionals[0] ?? ''
    const report = taskReport(io)
    const made = makeDemo(directory, { scale: oneOf('scale', scales, values.scale), seed, today }, report)
    const manager = openWorkspace(made.manager)
    try {
      await makeReport(manager, { file: join(directory, 'report.xlsx'), language: io.language }, report)
    } finally {
      manager.close()
    }
    if (values.json) io.json(made)
    else io.result(io.say('cli.demo.done', { path: made.manager, reps: made.reps.length, conflicts: made.conflicts }))
    return 0
  },
}
