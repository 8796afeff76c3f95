// i18n-keys: sync-page.concern.*, sync-page.clock.*
import { useI18n } from 'vue-i18n'
import type { SyncConcern } from '#shared/contract/sync.contract.ts'
import { useFormat } from '#renderer/ui/format/index.ts'

/** Gives one sentence for what needs a person. */
export function useConcernText() {
  const { t } = useI18n()
  const format = useFormat()

  function clockText(offsetMs: number): string {
    const minutes = format.number(Math.round(Math.abs(offsetMs) / 60_000))
    return offsetMs > 0 ? t('sync-page.clock.slow', { n: minutes }) : t('sync-page.clock.fast', { n: minutes })
  }

  return (concern: SyncConcern): string => {
    switch (concern.kind) {
      case 'clock':
        return clockText(concern.n)
      case 'renewed':
        return t('sync-page.concern.renewed', { time: format.instant(concern.n) })
      case 'way-failing':
        return t('sync-page.concern.way-failing', { name: concern.name ?? '' })
      default:
        return t(`sync-page.concern.${concern.kind}`, { n: format.number(concern.n) }, concern.n)
    }
  }
}
