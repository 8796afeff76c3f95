// i18n-keys: common.role.*
import { useI18n } from 'vue-i18n'
import { mayDo, type Action } from '#shared/domain/rights/rights.ts'
import { useWorkspace } from './use-workspace.ts'

/**
 * Tells what the person may do, so that the window does not offer what the service would refuse.
 *
 * Shape   `may` for what is left out where it is not allowed; `refusal` for a button that stays in sight: undefined when allowed, else
 *         the reason to show. Both are reactive in templates and computed values.
 * Edge    until the status is known `may` says no and `refusal` gives no reason.
 */
export function useRights() {
  const { t } = useI18n()
  const { status } = useWorkspace()

  function may(action: Action): boolean {
    return mayDo(status.value?.role ?? '', action)
  }
  function refusal(action: Action): string | undefined {
    const role = status.value?.role
    return role === undefined || mayDo(role, action) ? undefined : t('common.right.refused', { role: t(`common.role.${role}`) })
  }
  return { may, refusal }
}
