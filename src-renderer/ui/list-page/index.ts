export { default as ListBar } from './ListBar.vue'
export { default as ListEmpty } from './ListEmpty.vue'
export { default as ListPage } from './ListPage.vue'
