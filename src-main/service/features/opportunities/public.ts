export { opportunityIds } from './opportunities.queries.ts'
