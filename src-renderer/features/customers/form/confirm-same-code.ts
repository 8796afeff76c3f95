import { ElMessageBox } from 'element-plus'
import type { ComposerTranslation } from 'vue-i18n'
import { describeFailure } from '#renderer/ui/rpc/index.ts'

/**
 * Saves, and when the credit code belongs to another customer asks whether it is meant; then saves again with the answer.
 *
 * Errors  what `save` throws; also the refusal, when it is not meant, so that the form shows it at its field.
 */
export async function savedOnceConfirmed<Saved>(t: ComposerTranslation, save: (maySameCreditCode: boolean) => Promise<Saved>): Promise<Saved> {
  try {
    return await save(false)
  } catch (failure) {
    const taken = describeFailure(failure).problems.find(({ kind }) => kind === 'credit-code-taken')
    if (taken === undefined || !(await isMeant(t, String(taken.values['name'] ?? '')))) throw failure
    return save(true)
  }
}

function isMeant(t: ComposerTranslation, name: string): Promise<boolean> {
  return ElMessageBox.confirm(t('customers.duplicate.same-code-question', { name }), t('customers.duplicate.same-code-title'), {
    confirmButtonText: t('customers.duplicate.same-code-save'),
    cancelButtonText: t('common.action.keep-editing'),
    // Enter, still held from saving, shall not answer
    autofocus: false,
    type: 'warning',
  }).then(
    () => true,
    () => false,
  )
}
