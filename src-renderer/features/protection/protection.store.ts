import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Which dialog about the key is open. */
export const useKeyDialogs = defineStore('key-dialogs', () => {
  /** Whether recovery words are being made. */
  const isMakingWords = ref(false)
  /** The folder that is being unlocked; null when none is. */
  const locked = ref<string | null>(null)

  function makeWords(): void {
    isMakingWords.value = true
  }
  function unlock(path: string): void {
    locked.value = path
  }
  return { isMakingWords, locked, makeWords, unlock }
})
