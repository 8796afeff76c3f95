export { getProduct, productIds } from './products.queries.ts'
