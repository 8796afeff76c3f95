import { ref, shallowRef } from 'vue'
import * as z from 'zod'
import type { MergeResult } from '#shared/contract/sync.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { useRemembered } from '#renderer/ui/memory/use-remembered.ts'
import { useRpc, useShell } from '#renderer/ui/rpc/index.ts'

/** What is known of a chosen source before it is merged. */
export interface SourceLook {
  readonly preview?: MergeResult
  readonly error?: unknown
}

/** The files and folders to merge: chosen in dialogs, looked into at once, remembered for the next time. */
export function useMergeSources() {
  const rpc = useRpc()
  const shell = useShell()
  const notices = useNotices()
  const paths = useRemembered('sync.sources', z.array(z.string()).max(1000), [])
  const looks = shallowRef<Readonly<Record<string, SourceLook>>>({})
  const isLooking = ref(false)

  async function addFolders(): Promise<void> {
    await choose(() => shell.chooseFolders())
  }
  async function addFiles(): Promise<void> {
    await choose(() => shell.chooseFiles({ multiple: true, filters: [{ name: 'Tributary', extensions: ['db', 'trp'] }] }))
  }
  async function choose(ask: () => Promise<string[]>): Promise<void> {
    try {
      await add(await ask())
    } catch (error) {
      notices.failed(error)
    }
  }
  async function add(chosen: readonly string[]): Promise<void> {
    const fresh = chosen.filter((path) => !paths.value.includes(path))
    paths.value = [...paths.value, ...fresh]
    await look(fresh)
  }

  function remove(path: string): void {
    paths.value = paths.value.filter((known) => known !== path)
    forgetLooks([path])
  }
  function forgetLooks(which: readonly string[]): void {
    looks.value = Object.fromEntries(Object.entries(looks.value).filter(([path]) => !which.includes(path)))
  }

  /** Asks what a merge of these would bring; one after the other, since each reads a whole file. */
  async function look(which: readonly string[]): Promise<void> {
    isLooking.value = true
    try {
      for (const path of which) looks.value = { ...looks.value, [path]: await lookInto(path) }
    } finally {
      isLooking.value = false
    }
  }
  async function lookInto(path: string): Promise<SourceLook> {
    try {
      return { preview: await rpc.sync.preview({ path }) }
    } catch (error) {
      return { error }
    }
  }

  return { paths, looks, isLooking, add, addFolders, addFiles, remove, look, forgetLooks }
}
