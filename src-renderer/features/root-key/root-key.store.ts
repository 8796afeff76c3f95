import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Whether the words of the firm's root key are to be shown. */
export const useRootKeyDialog = defineStore('root-key-dialog', () => {
  const isOpen = ref(false)
  /** How often the key was taken away from here: who shows whether it is here looks again. */
  const takenAway = ref(0)

  function show(): void {
    isOpen.value = true
  }
  return { isOpen, takenAway, show }
})
