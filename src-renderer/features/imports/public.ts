export { default as ImportDrop } from './ImportDrop.vue'
export { default as SavedMaps } from './SavedMaps.vue'
