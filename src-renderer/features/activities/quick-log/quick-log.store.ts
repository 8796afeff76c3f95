import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

interface Subject {
  readonly customer?: { readonly id: string; readonly name: string }
}

/** The quick-log dialog: whether it is open, and for whom. */
export const useQuickLogDialog = defineStore('quick-log', () => {
  const subject = shallowRef<Subject | null>(null)

  /** Opens the dialog; with a customer it belongs to that one. */
  function open(about: Subject = {}): void {
    subject.value = about
  }
  function close(): void {
    subject.value = null
  }
  return { subject, open, close }
})
