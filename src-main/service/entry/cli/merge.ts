import { mergeAnything } from '../../features/sync/merge-anything.ts'
import { parse, type Command } from './command.ts'
import { taskReport } from './task-report.ts'
import { openForCommand } from './workspace-key.ts'

/** `merge`: other copies, and packages (`.trp`), flow into this one. Exit 1 when a source was refused; the others are merged all the same. */
export const merge: Command = {
  usage: 'merge DIR SOURCE… [--json]',
  async run(args, io) {
    const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, { min: 2, max: 1001 })
    const [directory = '', ...sources] = positionals
    const workspace = openForCommand(directory)
    try {
      const { results } = await mergeAnything(workspace, sources, taskReport(io))
      if (values.json) io.json(results.map(({ counts, ...result }) => ({ ...result, ...counts })))
      for (const { source, counts, problem, clocksAhead } of results) {
        if (problem) io.note(io.say(`errors.${problem.kind}`, problem.values))
        else if (!values.json) io.result(io.say('cli.merge.done', { source, ...counts }))
        for (const ahead of clocksAhead) io.note(io.say('cli.merge.clockAhead', { employee: ahead.employee ?? ahead.site, minutes: ahead.minutes }))
      }
      return results.some(({ problem }) => problem) ? 1 : 0
    } finally {
      workspace.close()
    }
  },
}
