import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ServiceState } from '#shared/contract/shell.contract.ts'

/** Where the data service is in its life; written by the connection, read by banners and the first page. */
export const useServiceState = defineStore('service-state', () => {
  const state = shallowRef<ServiceState>({ phase: 'starting', restarts: 0, problem: null })
  const isReady = computed(() => state.value.phase === 'ready')
  return { state, isReady }
})
