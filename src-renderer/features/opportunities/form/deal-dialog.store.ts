import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type DealDialogSubject =
  | { readonly mode: 'edit'; readonly id: string }
  | { readonly mode: 'new'; readonly customer?: { readonly id: string; readonly name: string } }

/** The dialog over one opportunity: which one, or a new one and for whom. */
export const useDealDialog = defineStore('deal-dialog', () => {
  const subject = shallowRef<DealDialogSubject | null>(null)
  function create(customer?: { readonly id: string; readonly name: string }): void {
    subject.value = customer ? { mode: 'new', customer } : { mode: 'new' }
  }
  function edit(id: string): void {
    subject.value = { mode: 'edit', id }
  }
  function close(): void {
    subject.value = null
  }
  return { subject, create, edit, close }
})
