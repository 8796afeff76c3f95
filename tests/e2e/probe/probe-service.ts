import { eventIterator, os, type } from '@orpc/server'
import { findParent } from '#service/entry/parent.ts'
import { serveParent } from '#service/entry/serve-parent.ts'

/**
 * A data service without a database: any Electron can run it in its own Node, so it tests the product's launcher,
 * and it can be told to hang or die.
 */
const router = {
  info: os.handler(() => ({ node: process.versions.node, electron: process.versions['electron'] ?? null, pid: process.pid, workspaceDir })),
  add: os.input(type<{ a: number; b: number }>()).handler(({ input }) => input.a + input.b),
  wait: os.input(type<{ ms: number }>()).handler(async ({ input }) => {
    await new Promise((resolve) => setTimeout(resolve, input.ms))
    return 'waited'
  }),
  die: os.handler((): string => process.exit(9)),
  rows: os.input(type<{ count: number }>()).handler(({ input }) =>
    Array.from({ length: input.count }, (_, index) => ({ id: index, name: `客户${index}`, at: new Date(index) })),
  ),
  count: os.input(type<{ to: number }>()).output(eventIterator(type<number>())).handler(async function* ({ input }) {
    for (let n = 1; n <= input.to; n++) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      yield n
    }
  }),
}
export type ProbeRouter = typeof router

let workspaceDir: string | null = null

serveParent(
  findParent(),
  (dir) => {
    workspaceDir = dir
    return { router, context: {}, close: () => Promise.resolve() }
  },
  { info: () => undefined, warn: () => undefined, error: (event, cause) => console.error(event, cause) },
  (code) => process.exit(code),
)
