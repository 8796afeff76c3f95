import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Notice {
  readonly id: number
  readonly kind: 'done' | 'info' | 'warn' | 'failed'
  readonly text: string
  /** What a failed call threw; its sentence is found when it is shown, in the language of that moment. */
  readonly error?: unknown
  readonly action?: { readonly label: string; readonly run: () => unknown }
}

const DONE_MS = 5000
const MAX_NOTICES = 4

/** Short messages at the foot of the window. Done ones go by themselves; failures stay until closed. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
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
    show({ kind: 'failed', text: '', error })
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  return { notices, show, done, failed, dismiss }
})
