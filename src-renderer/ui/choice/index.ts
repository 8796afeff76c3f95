export { default as SegmentedChoice } from './SegmentedChoice.vue'
