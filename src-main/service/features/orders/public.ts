export { orderIds } from './orders.queries.ts'
