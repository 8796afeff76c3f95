import { allDuplicates } from '../../features/duplicates/public.ts'
import { parse, type Command } from './command.ts'
import { openForCommand } from './workspace-key.ts'

/** `duplicates`: lists pairs of customers that may be one, the likeliest first; changes nothing. */
export const duplicates: Command = {
  usage: 'duplicates DIR [--possible] [--json]',
  run(args, io) {
    const { values, positionals } = parse(args, { json: { type: 'boolean', default: false }, possible: { type: 'boolean', default: false } }, { min: 1, max: 1 })
    const workspace = openForCommand(positionals[0] ?? '')
    try {
      const pairs = allDuplicates(workspace, values.possible, (done, total) => io.progress('compare', done, total))
      if (values.json) {
        io.json({ count: pairs.length, pairs })
        return 0
      }
      for (const { certainty, score, reasons, customers } of pairs) {
        const why = reasons.map(({ kind, value }) => (value === '' ? kind : `${kind} ${value}`)).join(', ')
        io.result([certainty, score.toFixed(2), ...customers.map(({ code, name }) => (code === null ? name : `${code} ${name}`)), why].join('\t'))
      }
      io.note(io.say('cli.duplicates.done', { count: pairs.length }))
      return 0
    } finally {
      workspace.close()
    }
  },
}
