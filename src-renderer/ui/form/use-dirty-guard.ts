import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave } from 'vue-router'
import { confirmDiscard } from './confirm-discard.ts'
import type { FormControl } from './use-form.ts'

/** Asks before the page of a changed form is left. Use it in the route's component. */
export function useDirtyGuard(form: FormControl<unknown>): void {
  const { t } = useI18n()
  onBeforeRouteLeave(async () => {
    if (!form.isDirty.value) return true
    if (!(await confirmDiscard(t))) return false
    form.discard()
    return true
  })
}
