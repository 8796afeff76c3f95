import { refreshFacts } from '../../analysis/facts/refresh.ts'
import { checkWorkspace } from '../../features/check/check-workspace.ts'
import { parse, type Command } from './command.ts'
import { openForCommand } from './workspace-key.ts'

/** `check`: verifies integrity, invariants and reconciliation. Exit 1 and a list when anything is off. */
export const check: Command = {
  usage: 'check DIR [--json]',
  run(args, io) {
    const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, { min: 1, max: 1 })
    const workspace = openForCommand(positionals[0] ?? '')
    try {
      refreshFacts(workspace.db)
      const findings = checkWorkspace(workspace.db)
      if (values.json) io.json({ ok: findings.length === 0, findings })
      else if (findings.length === 0) io.result(io.say('cli.check.fine', { path: workspace.directory }))
      else for (const { kind, values: found } of findings) io.result(io.say(`cli.check.${kind}`, found))
      return findings.length === 0 ? 0 : 1
    } finally {
      workspace.close()
    }
  },
}
