import { defineStore } from 'pinia'
import { onMounted, onUnmounted, shallowRef } from 'vue'
import type { MessageKey } from '#shared/i18n/index.ts'
import { isTyping, matchesKeys } from './keys.ts'

export interface Shortcut {
  /** 'ctrl+s', 'alt+arrowleft', '?', 'f2'. `ctrl` is the command key on macOS. */
  readonly keys: string
  readonly labelKey: MessageKey
  /** Also while a text field has the focus; the default for keys with ctrl or alt. */
  readonly inFields?: boolean
  readonly run: (event: KeyboardEvent) => unknown
}

/** The shortcuts that work now; the newest component wins when two use the same keys. */
export const useShortcutList = defineStore('shortcuts', () => {
  const groups = shallowRef<readonly (readonly Shortcut[])[]>([])

  function add(group: readonly Shortcut[]): void {
    groups.value = [...groups.value, group]
  }
  function remove(group: readonly Shortcut[]): void {
    groups.value = groups.value.filter((known) => known !== group)
  }

  function handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event.target)
    for (const group of [...groups.value].reverse()) {
      const hit = group.find((shortcut) => matchesKeys(event, shortcut.keys) && (!typing || allowedInFields(shortcut)))
      if (!hit) continue
      event.preventDefault()
      hit.run(event)
      return
    }
  }

  return { groups, add, remove, handle }
})

/** Makes shortcuts work, and appear in the `?` list, as long as the component lives. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const list = useShortcutList()
  onMounted(() => list.add(shortcuts))
  onUnmounted(() => list.remove(shortcuts))
}

function allowedInFields(shortcut: Shortcut): boolean {
  return shortcut.inFields ?? /^(ctrl|alt)\+/.test(shortcut.keys)
}
