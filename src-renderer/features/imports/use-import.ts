import { computed, ref, shallowRef } from 'vue'
import type { ImportEntity, ImportMap, ImportPreview, ImportRequest, ImportResult } from '#shared/contract/imports.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useTask } from '#renderer/ui/progress/index.ts'
import { useRead, useRpc, useShell } from '#renderer/ui/rpc/index.ts'
import { indexProblems, missingFields, withEdit, withField, type CellEdits } from './mapping.ts'

/** Files that may hold a table. */
export const tableExtensions = ['xlsx', 'csv', 'txt', 'tsv', 'gz'] as const

type Preview = ImportPreview
type Result = ImportResult
type Created = NonNullable<ImportMap['create']>[number]

/** The import from choosing a file to its result; every change of map, sheet or cell looks at the file anew. */
export function useImport() {
  const rpc = useRpc()
  const shell = useShell()
  const notices = useNotices()
  const task = useTask()

  const file = ref<string | null>(null)
  const entity = ref<ImportEntity>('customers')
  const sheet = ref<string | undefined>()
  const encoding = ref<ImportRequest['encoding']>()
  const onDuplicate = ref<ImportRequest['onDuplicate']>('update')
  const keys = ref<string[]>([])
  const map = shallowRef<ImportMap | undefined>()
  const edits = shallowRef<CellEdits>({})
  const preview = shallowRef<Preview | null>(null)
  const previewError = shallowRef<unknown>(null)
  const isLooking = ref(false)
  const dryResult = shallowRef<Result | null>(null)
  const result = shallowRef<Result | null>(null)
  const runError = shallowRef<unknown>(null)

  const { data: fields } = useRead({ key: () => ['imports.fields', entity.value], tables: [], query: ({ signal }) => rpc.imports.fields({ entity: entity.value }, { signal }) })
  const problems = computed(() => indexProblems(preview.value?.problems ?? []))
  /** What the heads mean, with changes that the service has not looked at yet. */
  const currentMap = computed<ImportMap>(() => map.value ?? preview.value?.map ?? { columns: {} })
  const missing = computed(() => (preview.value && fields.value ? missingFields(fields.value, currentMap.value) : []))
  const canRun = computed(() => preview.value !== null && previewError.value === null && missing.value.length === 0 && problems.value.file.length === 0 && !isLooking.value && !task.isRunning.value)

  let looking = new AbortController()
  async function look(): Promise<void> {
    if (file.value === null) return
    looking.abort()
    looking = new AbortController()
    const { signal } = looking
    isLooking.value = true
    dryResult.value = null
    runError.value = null
    try {
      const seen = await rpc.imports.preview(place(), { signal })
      if (signal.aborted) return
      preview.value = seen
      previewError.value = null
    } catch (error) {
      if (signal.aborted) return
      previewError.value = error
      // The old grid would belong to another file or sheet; after a refused map it stays, so that the map can be mended.
      if (map.value === undefined) preview.value = null
    } finally {
      if (!signal.aborted) isLooking.value = false
    }
  }

  function place() {
    return {
      file: file.value ?? '',
      entity: entity.value,
      ...(sheet.value === undefined ? {} : { sheet: sheet.value }),
      ...(encoding.value === undefined ? {} : { encoding: encoding.value }),
      ...(map.value === undefined ? {} : { map: map.value }),
      ...(Object.keys(edits.value).length === 0 ? {} : { edits: edits.value as Record<string, Record<string, string>> }),
    }
  }

  async function chooseFile(filterName: string): Promise<void> {
    try {
      const [chosen] = await shell.chooseFiles({ multiple: false, filters: [{ name: filterName, extensions: [...tableExtensions] }] })
      if (chosen !== undefined) await open(chosen)
    } catch (error) {
      notices.failed(error)
    }
  }
  /** Begins with a file; what kind of table it is stays as chosen. */
  async function open(path: string): Promise<void> {
    file.value = path
    preview.value = null
    sheet.value = undefined
    encoding.value = undefined
    await restart()
  }
  /** Another entity, sheet or encoding: what was mapped and mended belongs to the old one. */
  async function restart(): Promise<void> {
    map.value = undefined
    edits.value = {}
    keys.value = []
    result.value = null
    await look()
  }
  /** Back to choosing a file; what kind of table it was stays. */
  function forget(): void {
    looking.abort()
    file.value = null
    preview.value = null
    previewError.value = null
    result.value = null
    isLooking.value = false
  }
  async function assign(header: string, field: string | null): Promise<void> {
    if (!preview.value) return
    map.value = withField(currentMap.value, header, field)
    keys.value = keys.value.filter((key) => Object.values(map.value?.columns ?? {}).includes(key))
    await look()
  }
  /** Sets what the map says besides columns: constants, replacements, date format, a second file. */
  async function changeMap(change: (map: ImportMap) => ImportMap): Promise<void> {
    if (!preview.value) return
    map.value = change(currentMap.value)
    await look()
  }
  const allowCreating = (created: readonly Created[]): Promise<void> => changeMap((before) => ({ ...before, create: [...created] }))
  async function edit(row: number, header: string, text: string, original: string): Promise<void> {
    edits.value = withEdit(edits.value, row, header, text, original)
    await look()
  }

  async function run(dryRun: boolean): Promise<void> {
    if (!canRun.value || !preview.value) return
    runError.value = null
    try {
      const request = { ...place(), map: currentMap.value, onDuplicate: onDuplicate.value, dryRun, ...(keys.value.length ? { keys: keys.value } : {}) }
      const ended = await task.run((signal) => rpc.imports.run(request, { signal }))
      if (dryRun) dryResult.value = ended
      else result.value = ended
    } catch (error) {
      runError.value = error
    }
  }

  return {
    task, file, entity, sheet, encoding, onDuplicate, keys, fields, edits, preview, previewError, isLooking, problems, currentMap, missing, canRun, dryResult, result, runError,
    look, chooseFile, open, changeMap, restart, forget, assign, allowCreating, edit, run,
  }
}

export type Import = ReturnType<typeof useImport>
