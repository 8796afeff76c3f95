import { activitiesContract } from './activities.contract.ts'
import { analysisContract } from './analysis.contract.ts'
import { customersContract } from './customers.contract.ts'
import { eventsContract } from './events.contract.ts'
import { exportsContract } from './exports.contract.ts'
import { importsContract } from './imports.contract.ts'
import { journalContract } from './journal.contract.ts'
import { opportunitiesContract } from './opportunities.contract.ts'
import { ordersContract } from './orders.contract.ts'
import { organisationContract } from './organisation.contract.ts'
import { productsContract } from './products.contract.ts'
import { searchContract } from './search.contract.ts'
import { syncJoinContract } from './sync-join.contract.ts'
import { syncDevicesContract, syncHeldContract } from './sync-trust.contract.ts'
import { syncLanContract, syncPackagesContract, syncWaysContract } from './sync-ways.contract.ts'
import { syncContract } from './sync.contract.ts'
import { viewsContract } from './views.contract.ts'
import { workbenchContract } from './workbench.contract.ts'
import { workspaceContract } from './workspace.contract.ts'

/** Everything that the data service answers; the window, the command line and the tests call nothing else. */
export const contract = {
  activities: activitiesContract,
  analysis: analysisContract,
  customers: customersContract,
  events: eventsContract,
  exports: exportsContract,
  imports: importsContract,
  journal: journalContract,
  opportunities: opportunitiesContract,
  orders: ordersContract,
  organisation: organisationContract,
  products: productsContract,
  search: searchContract,
  sync: syncContract,
  syncDevices: syncDevicesContract,
  syncHeld: syncHeldContract,
  syncJoin: syncJoinContract,
  syncLan: syncLanContract,
  syncPackages: syncPackagesContract,
  syncWays: syncWaysContract,
  views: viewsContract,
  workbench: workbenchContract,
  workspace: workspaceContract,
}
export type Contract = typeof contract
