// i18n-keys: sync-page.lamp.*
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { dateOfInstant } from '#shared/kernel/plain-date.ts'
import { today, useFormat } from '#renderer/ui/format/index.ts'
import { lampOf } from './lamp.ts'
import { useConcernText } from './use-concern-text.ts'
import { useSyncStatus } from './use-sync-status.ts'

/** Gives the lamp of the frame: its tone and one sentence; `lamp` is null until the first answer. */
export function useSyncLamp() {
  const { t } = useI18n()
  const format = useFormat()
  const concernText = useConcernText()
  const { data } = useSyncStatus()

  const lamp = computed(() => (data.value ? lampOf(data.value) : null))
  const text = computed(() => {
    if (!lamp.value) return ''
    const { labelKey, count, at, concern } = lamp.value
    if (concern) return concernText(concern)
    return t(labelKey, { n: format.number(count), time: at === null ? '' : timeOf(at) }, count)
  })

  // A meeting of today needs only its hour; an older one must not look like one of today.
  function timeOf(at: number): string {
    return dateOfInstant(at) === today() ? format.instant(at, 'time') : format.instant(at)
  }

  return { lamp, text }
}
