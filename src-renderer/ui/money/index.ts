export { default as Money } from './Money.vue'
