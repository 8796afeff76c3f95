import { onScopeDispose, ref, type Ref } from 'vue'

/** Gives a ref that turns true after `ms`, unless the component is gone by then. */
export function useDelayed(ms: number): Ref<boolean> {
  const isOver = ref(false)
  const timer = setTimeout(() => (isOver.value = true), ms)
  onScopeDispose(() => clearTimeout(timer))
  return isOver
}
