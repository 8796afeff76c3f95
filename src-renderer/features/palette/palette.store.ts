import { defineStore } from 'pinia'
import { ref } from 'vue'
import * as z from 'zod'
import { useRemembered } from '#renderer/ui/memory/use-remembered.ts'

const MAX_RECENT = 6

/** Whether the palette is open, and what was chosen in it lately. */
export const usePalette = defineStore('palette', () => {
  const isOpen = ref(false)
  const recent = useRemembered<string[]>('palette-recent', z.array(z.string()), [])

  function toggle(): void {
    isOpen.value = !isOpen.value
  }
  function remember(commandId: string): void {
    recent.value = [commandId, ...recent.value.filter((id) => id !== commandId)].slice(0, MAX_RECENT)
  }

  return { isOpen, recent, toggle, remember }
})
