export { default as SavedViews } from './SavedViews.vue'
