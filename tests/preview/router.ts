import { implement } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'

const os = implement(contract)
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const isEmpty = new URLSearchParams(window.location.search).has('empty')

/** A made-up service: enough answers to look at the screens. */
export const previewRouter = {
  workspace: {
    status: os.workspace.status.handler(() =>
      isEmpty
        ? null
        : {
            directory: '/home/me/百川/manager',
            site: id(1),
            firm: { id: id(2), name: '江南精密机械有限公司', currency: 'CNY' },
            employee: { id: id(3), name: '陈思远' },
            role: 'manager' as const,
            orgUnit: { id: id(4), name: '华东大区' },
            schemaVersion: 1,
            appVersion: '0.1.0',
          },
    ),
    backups: os.workspace.backups.handler(() => [1, 2, 3].map((n) => ({ file: `tributary-2026-11-${24 - n}.db`, at: Date.now() - n * 86_400_000, bytes: 18_400_000 - n * 120_000 }))),
    backUp: os.workspace.backUp.handler(() => ({ file: 'tributary-2026-11-24.db', at: Date.now(), bytes: 18_500_000 })),
  },
  events: {
    changes: os.events.changes.handler(async function* ({ signal }) {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      yield { tables: [], revision: 0 }
    }),
  },
}
