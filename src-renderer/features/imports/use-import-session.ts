import { defineStore } from 'pinia'
import { markRaw, watch } from 'vue'
import { useWorkspace } from '#renderer/ui/rpc/index.ts'
import { useImport } from './use-import.ts'

/** The one import of the window: what was mapped and mended is still there after a look at another page, not in another workspace. */
export const useImportSession = defineStore('import-session', () => {
  const work = useImport()
  const { status } = useWorkspace()
  watch(
    () => status.value?.directory,
    (now, before) => {
      if (before !== undefined && now !== before) work.forget()
    },
  )
  return { work: markRaw(work) }
})
