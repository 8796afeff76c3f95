import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type ActivityDialogSubject =
  | { readonly mode: 'edit'; readonly id: string }
  | { readonly mode: 'new'; readonly customer?: { readonly id: string; readonly name: string }; readonly opportunityId?: string; readonly plannedOn?: string }

/** The dialog over one activity: which one, or a new one and what is known of it. */
export const useActivityDialog = defineStore('activity-dialog', () => {
  const subject = shallowRef<ActivityDialogSubject | null>(null)

  function edit(id: string): void {
    subject.value = { mode: 'edit', id }
  }
  function plan(about: Omit<Extract<ActivityDialogSubject, { mode: 'new' }>, 'mode'> = {}): void {
    subject.value = { mode: 'new', ...about }
  }
  function close(): void {
    subject.value = null
  }
  return { subject, edit, plan, close }
})
