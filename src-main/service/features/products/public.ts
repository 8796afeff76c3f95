export { productIds } from './products.queries.ts'
