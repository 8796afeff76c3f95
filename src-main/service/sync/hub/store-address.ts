import type { Logger } from '../../ports/logger.ts'
import type { HubDatabase } from './hub-database.ts'

/**
 * Opens a hub's database by its address: `sqlite:PATH` or `postgres://…`; null when it is neither.
 *
 * Edge    each driver is loaded only when it is asked for.
 */
export async function openHubDatabase(address: string, logger: Logger): Promise<{ readonly db: HubDatabase; readonly where: string } | null> {
  if (/^postgres(ql)?:\/\//.test(address) && URL.canParse(address)) {
    const { hostname, pathname } = new URL(address)
    const { openPostgresDatabase } = await import('./postgres-database.ts')
    return { db: openPostgresDatabase(address, logger), where: hostname + pathname }
  }
  const path = /^sqlite:(.+)$/.exec(address)?.[1]
  if (path === undefined) return null
  const { openSqliteDatabase } = await import('./sqlite-database.ts')
  return { db: openSqliteDatabase(path), where: path }
}
