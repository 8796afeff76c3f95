import { defineStore } from 'pinia'
import * as z from 'zod'
import { useRemembered } from '../memory/use-remembered.ts'

const Tab = z.object({ path: z.string(), section: z.string().nullable(), title: z.string() })
export type Tab = z.infer<typeof Tab>

const MAX_TABS = 20

/** The opened records, in the order of opening; they survive a restart. */
export const useTabs = defineStore('tabs', () => {
  const tabs = useRemembered<Tab[]>('tabs', z.array(Tab), [])

  /** Adds a tab for a record page, or does nothing when it is open already. Edge: the oldest goes when there are 20. */
  function open(tab: Tab): void {
    if (tabs.value.some((known) => known.path === tab.path)) return
    tabs.value = [...tabs.value, tab].slice(-MAX_TABS)
  }

  /** Gives a tab the record's name as soon as the page knows it. */
  function rename(path: string, title: string): void {
    const tab = tabs.value.find((known) => known.path === path)
    if (tab && tab.title !== title) tab.title = title
  }

  /** Closes a tab; gives the path to show instead when the closed one was current: the neighbour, or null for the list. */
  function close(path: string): string | null {
    const index = tabs.value.findIndex((tab) => tab.path === path)
    if (index < 0) return null
    tabs.value = tabs.value.filter((tab) => tab.path !== path)
    return (tabs.value[index] ?? tabs.value[index - 1])?.path ?? null
  }

  function closeAll(): void {
    tabs.value = []
  }

  return { tabs, open, rename, close, closeAll }
})
