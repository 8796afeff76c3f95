// i18n-keys: common.role.*
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { roles } from '#shared/contract/workspace.contract.ts'

/** Gives the roles as choices in the language of the window. */
export function useRoleOptions() {
  const { t } = useI18n()
  return computed(() => roles.map((value) => ({ value, label: t(`common.role.${value}`) })))
}
