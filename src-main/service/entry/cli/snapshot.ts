import { resolve } from 'node:path'
import { refuse } from '../../refusal.ts'
import type { ScopeGrant } from '../../sync/identity/certificate.ts'
import { scopesOfPerson } from '../../sync/identity/invitation.ts'
import { requireIdentity } from '../../sync/exchange/exchange-over.ts'
import { writeSnapshot } from '../../sync/exchange/write-snapshot.ts'
import { type Command, parse, required } from './command.ts'
import { employeeNamed } from './employee-named.ts'
import { openForCommand } from './workspace-key.ts'

/** `snapshot`: writes a package from which a new copy begins, instead of everything that was ever said. */
export const snapshot: Command = {
  usage: 'snapshot DIR --out FILE.trp [--employee NAME]',
  async run(args, io) {
    const { values, positionals } = parse(args, { out: { type: 'string' }, employee: { type: 'string' } }, { min: 1, max: 1 })
    const out = resolve(required('out', values.out))
    const workspace = openForCommand(positionals[0] ?? '')
    try {
      let grant: ScopeGrant = ['all']
      if (values.employee !== undefined) {
        const person = employeeNamed(workspace.db, values.employee) ?? refuse('no-such-employee', { name: values.employee })
        grant = scopesOfPerson({ ...person, employee: person.id })
      }
      const bundles = await writeSnapshot(workspace, requireIdentity(workspace), grant, out, new AbortController().signal)
      io.result(io.say('cli.snapshot.done', { path: out, bundles }))
      return 0
    } finally {
      workspace.close()
    }
  },
}
