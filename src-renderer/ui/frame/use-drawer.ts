import { defineStore } from 'pinia'
import { markRaw, shallowRef, type Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'

export interface DrawerContent {
  readonly component: Component
  readonly props: Readonly<Record<string, unknown>>
  readonly title: string
  /** Where "open as page" leads; left out: no such button. */
  readonly page?: RouteLocationRaw
  /** For a table: takes up to 1080 px. */
  readonly isWide?: boolean
}

/** The drawer at the right: peeks at a record without leaving the list. One at a time; Esc closes it. */
export const useDrawer = defineStore('drawer', () => {
  const content = shallowRef<DrawerContent | null>(null)

  function open(next: DrawerContent): void {
    content.value = { ...next, component: markRaw(next.component) }
  }

  function close(): void {
    content.value = null
  }

  return { content, open, close }
})
