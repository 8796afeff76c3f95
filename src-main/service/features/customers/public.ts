export { createCustomer } from './customers.commands.ts'
export { customerIds } from './customer-list.ts'
