import type { Feature } from '../ui/frame/index.ts'
import { activities } from '../features/activities/activities.routes.ts'
import { analysis } from '../features/analysis/analysis.routes.ts'
import { customers } from '../features/customers/customers.routes.ts'
import { firstRun } from '../features/first-run/first-run.routes.ts'
import { imports } from '../features/imports/imports.routes.ts'
import { journal } from '../features/journal/journal.routes.ts'
import { opportunities } from '../features/opportunities/opportunities.routes.ts'
import { orders } from '../features/orders/orders.routes.ts'
import { organisation } from '../features/organisation/organisation.routes.ts'
import { palette } from '../features/palette/palette.routes.ts'
import { products } from '../features/products/products.routes.ts'
import { protection } from '../features/protection/protection.routes.ts'
import { rootKey } from '../features/root-key/root-key.routes.ts'
import { settings } from '../features/settings/settings.routes.ts'
import { sync } from '../features/sync/sync.routes.ts'
import { workbench } from '../features/workbench/workbench.routes.ts'

/** Every feature of the window. To add one: import it, list it. The first with an entry is the start page; otherwise the order decides nothing but ties. */
export const features: readonly Feature[] = [
  workbench, activities, analysis, customers, firstRun, imports, journal, opportunities, orders, organisation, palette, products, protection, rootKey, settings, sync,
]
