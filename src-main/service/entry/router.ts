import { ordersHandlers } from '../features/orders/orders.handlers.ts'
import { opportunitiesHandlers } from '../features/opportunities/opportunities.handlers.ts'
import { exportsHandlers } from '../features/exports/exports.handlers.ts'
import { journalHandlers } from '../features/journal/journal.handlers.ts'
import { lanHandlers } from '../features/sync/lan.handlers.ts'
import { packagesHandlers } from '../features/sync/packages.handlers.ts'
import { syncHandlers } from '../features/sync/sync.handlers.ts'
import { devicesHandlers, heldHandlers } from '../features/sync/trust.handlers.ts'
import { waysHandlers } from '../features/sync/ways.handlers.ts'
import { workbenchHandlers } from '../features/workbench/workbench.handlers.ts'
import { organisationHandlers } from '../features/organisation/organisation.handlers.ts'
import { productsHandlers } from '../features/products/products.handlers.ts'
import { viewsHandlers } from '../features/views/views.handlers.ts'
import { searchHandlers } from '../features/search/search.handlers.ts'
import { activitiesHandlers } from '../features/activities/activities.handlers.ts'
import { customersHandlers } from '../features/customers/customers.handlers.ts'
import { duplicatesHandlers } from '../features/duplicates/duplicates.handlers.ts'
import { contactsHandlers } from '../features/contacts/contacts.handlers.ts'
import { analysisHandlers } from '../analysis/analysis.handlers.ts'
import { importsHandlers } from '../features/imports/imports.handlers.ts'
import { pairingHandlers } from '../features/workspace/pairing.handlers.ts'
import { eventsHandlers } from '../features/workspace/events.handlers.ts'
import { protectionHandlers } from '../features/workspace/protection.handlers.ts'
import { rootKeyHandlers } from '../features/workspace/root-key.handlers.ts'
import { workspaceHandlers } from '../features/workspace/workspace.handlers.ts'

/** Every procedure with its handler; a new area adds one line here and one in the contract. */
export const router = {
  orders: ordersHandlers,
  opportunities: opportunitiesHandlers,
  exports: exportsHandlers,
  journal: journalHandlers,
  sync: syncHandlers,
  syncDevices: devicesHandlers,
  syncHeld: heldHandlers,
  syncJoin: pairingHandlers,
  syncLan: lanHandlers,
  syncPackages: packagesHandlers,
  syncWays: waysHandlers,
  workbench: workbenchHandlers,
  organisation: organisationHandlers,
  products: productsHandlers,
  views: viewsHandlers,
  search: searchHandlers,
  activities: activitiesHandlers,
  customers: { ...customersHandlers, ...contactsHandlers, ...duplicatesHandlers },
  analysis: analysisHandlers,
  events: eventsHandlers,
  imports: importsHandlers,
  workspace: { ...workspaceHandlers, ...protectionHandlers, ...rootKeyHandlers },
}
