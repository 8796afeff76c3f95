import { ActivityPlanner } from './activities.ts'
import { ContactPlanner } from './contacts.ts'
import type { ImportContext } from './import-context.ts'
import { CUSTOMERS, EMPLOYEES, PRODUCTS } from './master-specs.ts'
import { OPPORTUNITIES } from './opportunities.ts'
import { OrderPlanner } from './orders.ts'
import type { Planner } from './planner.ts'
import { RecordPlanner } from './records.ts'
import { TARGETS } from './targets.ts'

/** The planner of an import's entity. */
export function plannerFor(context: ImportContext): Planner {
  switch (context.request.entity) {
    case 'customers':
      return new RecordPlanner(context, CUSTOMERS)
    case 'contacts':
      return new ContactPlanner(context)
    case 'products':
      return new RecordPlanner(context, PRODUCTS)
    case 'employees':
      return new RecordPlanner(context, EMPLOYEES)
    case 'opportunities':
      return new RecordPlanner(context, OPPORTUNITIES)
    case 'orders':
      return new OrderPlanner(context)
    case 'activities':
      return new ActivityPlanner(context)
    case 'targets':
      return new RecordPlanner(context, TARGETS)
  }
}
