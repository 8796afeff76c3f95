import { watch } from 'vue'
import { useRoute } from 'vue-router'
import { useTabs } from '../frame/index.ts'

/** Writes the name of a record on its tab as soon as it is known, and whenever it changes. */
export function useTabTitle(name: () => string | undefined): void {
  const route = useRoute()
  const tabs = useTabs()
  watch(name, (known) => known !== undefined && tabs.rename(route.path, known), { immediate: true })
}
