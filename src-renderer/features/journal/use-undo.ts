import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { UndoResult } from '#shared/contract/journal.contract.ts'
import { useNotices } from '#renderer/ui/frame/index.ts'
import { readAgain, useRpc } from '#renderer/ui/rpc/index.ts'

/** Undoes whole steps from anywhere; `UndoDialog`, mounted once, tells how each one ended. */
export const useUndo = defineStore('undo', () => {
  const rpc = useRpc()
  const notices = useNotices()
  const cache = useQueryCache()
  const isBusy = ref(false)
  /** How the newest undo ended; null before the first. */
  const last = shallowRef<UndoResult | null>(null)

  /** Takes back one step; true when something was taken back. */
  async function undo(seq: number): Promise<boolean> {
    return attempt(() => rpc.journal.undo({ seq }))
  }
  async function undoLast(): Promise<boolean> {
    return attempt(() => rpc.journal.undoLast())
  }

  async function attempt(call: () => Promise<UndoResult>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    try {
      last.value = await call()
      // A step can end without a changed record; these lists are then not announced as stale.
      await Promise.all(['journal.steps', 'sync.merges', 'sync.status'].map((name) => readAgain(cache, { key: [name] })))
      return last.value.command !== null
    } catch (error) {
      notices.failed(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, last, undo, undoLast }
})
