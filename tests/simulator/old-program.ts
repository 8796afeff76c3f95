import { SYNC_TABLES, syncTable } from '#service/db/registry.ts'

/**
 * Runs something as the version before this one would: which does not know the last column of customers.
 *
 * Edge    synchronous work, and asynchronous work that nothing else runs beside.
 */
export function withOldProgram<T>(work: () => T): T {
  const columns = syncTable('customer').columns as string[]
  const newest = columns.pop()
  if (newest === undefined || SYNC_TABLES.length === 0) throw new Error('old-program: no columns')
  const restore = (): void => void columns.push(newest)
  let done: T
  try {
    done = work()
  } catch (cause) {
    restore()
    throw cause
  }
  if (!(done instanceof Promise)) {
    restore()
    return done
  }
  return done.finally(restore) as T
}
