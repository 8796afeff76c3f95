export { default as OrdersOfCustomer } from './list/OrdersOfCustomer.vue'
