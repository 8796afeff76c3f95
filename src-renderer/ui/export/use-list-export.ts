import { useI18n } from 'vue-i18n'
import type { ImportEntity } from '#shared/contract/imports.contract.ts'
import type { ListQuery } from '#shared/contract/list-query.ts'
import { today } from '../format/index.ts'
import { useNotices } from '../frame/index.ts'
import { useTask } from '../progress/index.ts'
import { useRpc, useShell } from '../rpc/index.ts'

interface ListExportOptions {
  readonly entity: ImportEntity
  /** Begins the suggested file name. */
  readonly title: () => string
  readonly query: () => Pick<ListQuery, 'search' | 'filter' | 'sort'>
}

/**
 * Writes the rows that a list shows now to a file that the person names.
 *
 * Shape   give `task` to a `ProgressDialog`: a long export shows how far it is and can be cancelled.
 */
export function useListExport({ entity, title, query }: ListExportOptions) {
  const { t } = useI18n()
  const rpc = useRpc()
  const shell = useShell()
  const notices = useNotices()
  const task = useTask()

  async function start(): Promise<void> {
    try {
      const file = await shell.chooseSaveFile({
        suggestedName: `${title()} ${today()}.xlsx`,
        filters: [
          { name: 'Excel', extensions: ['xlsx'] },
          { name: 'CSV', extensions: ['csv'] },
        ],
      })
      if (file === null) return
      const written = await task.run((signal) => rpc.exports.records({ entity, file, ...query() }, { signal }))
      if (written === null) return
      notices.done(t('list-export.done', { n: written.rows }, written.rows), {
        label: t('list-export.show'),
        run: () => shell.showItemInFolder({ path: written.file }),
      })
    } catch (error) {
      notices.failed(error)
    }
  }

  return { task, start }
}
