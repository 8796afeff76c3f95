// i18n-keys: sync-page.scope.*
import { useI18n } from 'vue-i18n'
import type { HeldEntry } from '#shared/contract/sync-trust.contract.ts'

/** Says for whose eyes something is. */
export function useScopeText() {
  const { t } = useI18n()
  return ({ kind, name }: HeldEntry['scope']): string => t(`sync-page.scope.${kind}`, { name: name ?? '?' })
}
