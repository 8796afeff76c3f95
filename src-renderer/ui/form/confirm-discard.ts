import { ElMessageBox } from 'element-plus'
import type { ComposerTranslation } from 'vue-i18n'

/** Asks whether changes may be thrown away; true when they may. */
export function confirmDiscard(t: ComposerTranslation): Promise<boolean> {
  return ElMessageBox.confirm(t('form.discard-question'), t('form.discard-title'), {
    confirmButtonText: t('common.action.discard'),
    cancelButtonText: t('common.action.keep-editing'),
    type: 'warning',
  }).then(
    () => true,
    () => false,
  )
}
