import * as foundFirm from './0001-found-firm.ts'
import * as factCube from './0002-fact-cube.ts'
import * as customerFigure from './0003-customer-figure.ts'
import * as search from './0004-search.ts'
import * as ownSites from './0005-own-sites.ts'
import * as orderDay from './0006-order-day.ts'
import * as bundles from './0007-bundles.ts'
import * as duplicates from './0008-duplicates.ts'

export interface Migration {
  readonly name: string
  /** Runs inside one transaction, with capture off. */
  readonly up: (exec: (sql: string) => void) => void
}

/** In order; a migration's place in the list + 1 is the schema version it makes. Released migrations are frozen by hash. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-found-firm', up: foundFirm.up },
  { name: '0002-fact-cube', up: factCube.up },
  { name: '0003-customer-figure', up: customerFigure.up },
  { name: '0004-search', up: search.up },
  { name: '0005-own-sites', up: ownSites.up },
  { name: '0006-order-day', up: orderDay.up },
  { name: '0007-bundles', up: bundles.up },
  { name: '0008-duplicates', up: duplicates.up },
]
