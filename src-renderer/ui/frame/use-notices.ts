import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useFailureText } from '../rpc/use-failure-text.ts'

export interface Notice {
  readonly id: number
  readonly kind: 'done' | 'info' | 'warn' | 'failed'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => unknown }
}

const DONE_MS = 5000
const MAX_NOTICES = 4

/** Short messages at the foot of the window. Done ones go by themselves; failures stay until closed. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  const { failureText } = useFailureText()
  let next = 1

  function show(notice: Omit<Notice, 'id'>): number {
    const id = next++
    notices.value = [...notices.value, { ...notice, id }].slice(-MAX_NOTICES)
    if (notice.kind !== 'failed') setTimeout(() => dismiss(id), notice.action ? 2 * DONE_MS : DONE_MS)
    return id
  }

  /** `action` is for "undo" or "show": what one may want to do right after. */
  function done(text: string, action?: Notice['action']): void {
    show({ kind: 'done', text, ...(action ? { action } : {}) })
  }

  /** Tells what a failed call said; nothing for a call that the person cancelled. */
  function failed(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    show({ kind: 'failed', text: failureText(error) })
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  return { notices, show, done, failed, dismiss }
})
