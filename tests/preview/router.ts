import { implement } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import { duplicatesOf, summaryOf } from './duplicates.ts'
import { customerAt } from './made-up.ts'
import { syncPreview } from './sync.ts'
import recorded from './fixtures/analysis.json'

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
  // Recorded from the small demo firm.
  analysis: {
    list: os.analysis.list.handler(() => recorded.models as never),
    run: os.analysis.run.handler(({ input }) => recorded.results[input.model] as never),
    records: os.analysis.records.handler(() => recorded.records as never),
  },
  customers: {
    list: os.customers.list.handler(async ({ input }) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      const rows = Array.from({ length: Math.max(0, Math.min(input.limit, 104_732 - input.offset)) }, (_, index) => customerAt(input.offset + index))
      return { rows, total: 104_732, sums: { sales12Minor: 98_765_432_100 } }
    }),
    duplicates: os.customers.duplicates.handler(({ input }) => duplicatesOf(input)),
    summary: os.customers.summary.handler(({ input }) => summaryOf(input.id)),
    timeline: os.customers.timeline.handler(() => ({ entries: [], total: 0 })),
    create: os.customers.create.handler(({ errors }) => {
      throw errors.REFUSED({ data: { problems: [{ field: 'creditCode', kind: 'credit-code-taken', values: { value: '914403001922038216', name: '华为技术有限公司' } }] } })
    }),
  },
  search: {
    find: os.search.find.handler(({ input }) =>
      Array.from({ length: 5 }, (_, index) => customerAt(index + input.text.length)).map((row) => ({ entity: 'customer' as const, id: row.id, title: row.name, detail: `${row.code ?? ''} · ${row.ownerName ?? ''}` })),
    ),
  },
  views: {
    list: os.views.list.handler(() => [
      { id: id(801), entity: 'customers' as const, name: '华东重点客户', isShared: true, isMine: true, definition: {} },
      { id: id(802), entity: 'customers' as const, name: '90 天未联系', isShared: false, isMine: true, definition: {} },
    ]),
  },
  organisation: {
    units: os.organisation.units.handler(() => [{ id: id(4), parentId: null, name: '华东大区', depth: 0 }]),
    employees: os.organisation.employees.handler(() =>
      ['李雷', '韩梅梅'].map((name, n) => ({ id: id(50 + n), code: null, name, role: 'rep' as const, orgUnit: { id: id(4), name: '华东大区' }, manager: null, phone: null, mail: null, activeFrom: null, activeTo: null })),
    ),
  },
  ...syncPreview,
  syncJoin: {
    pairing: os.syncJoin.pairing.handler(() => {
      if (!new URLSearchParams(window.location.search).has('pairing')) return null
      const state = { code: '7K3P-9QXM-22TD-HV0A-E8RB-5ZNC', name: '李雷', role: 'rep' as const, triesLeft: 4, addresses: ['192.168.1.5:47100', '[fd00::2]:47100'] }
      return { ...state, expiresAt: Date.now() + 545_000, outcome: 'open' as const }
    }),
    openPairing: os.syncJoin.openPairing.handler(() => {
      throw new Error('not in the preview')
    }),
  },
  events: {
    changes: os.events.changes.handler(async function* ({ signal }) {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      yield { tables: [], revision: 0 }
    }),
  },
}
