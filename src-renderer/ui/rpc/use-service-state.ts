import { defineStore } from 'pinia'
import { ref } from 'vue'

export type ServiceState = 'connecting' | 'ready' | 'lost'

/** Whether the data service answers; written by the connection, read by banners and buttons. */
export const useServiceState = defineStore('service-state', () => {
  const state = ref<ServiceState>('connecting')
  return { state }
})
