import { useI18n } from 'vue-i18n'
import type { ModelName } from '#shared/contract/analysis.contract.ts'
import { useLanguage } from '#renderer/ui/language/use-language.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useTask } from '#renderer/ui/progress/index.ts'
import { useRpc, useShell } from '#renderer/ui/rpc/index.ts'
import { today } from '#renderer/ui/format/index.ts'
import type { ModelParams } from './use-model-params.ts'

interface ReportRequest {
  /** Left out: all models. */
  readonly models?: ModelName[]
  readonly params?: ModelParams
}

/** Writes the Excel report of some models, or of all, to a file that the person chooses. */
export function useReport() {
  const { t } = useI18n()
  const rpc = useRpc()
  const shell = useShell()
  const notices = useNotices()
  const { language } = useLanguage()
  const task = useTask()

  async function writeReport({ models, params }: ReportRequest): Promise<void> {
    const file = await shell.chooseSaveFile({
      suggestedName: `${t('gallery.report-file')}-${today()}.xlsx`,
      filters: [{ name: 'Excel', extensions: ['xlsx'] }],
    })
    if (file === null) return
    try {
      const written = await task.run((signal) => rpc.exports.report({ file, language, ...(models ? { models } : {}), ...(params ? { params } : {}) }, { signal }))
      if (written === null) return
      notices.done(t('gallery.report-done'), { label: t('gallery.report-show'), run: () => shell.showItemInFolder({ path: written.file }) })
    } catch (error) {
      notices.failed(error)
    }
  }

  return { task, writeReport }
}
