import '../memory/zod-without-eval.ts'
import type { ContractRouterClient } from '@orpc/contract'
import { inject, type InjectionKey } from 'vue'
import type { Contract } from '#shared/contract/index.ts'

/** Every procedure of the data service, typed by the contract. */
export type TributaryClient = ContractRouterClient<Contract>

export const clientKey: InjectionKey<TributaryClient> = Symbol('client')

/** Gives the client in the set-up of a component, composable or store. Errors: throws where the app has not provided one (a test that forgot it). */
export function useRpc(): TributaryClient {
  const client = inject(clientKey)
  if (!client) throw new Error('useRpc: no client is provided; mount under the app or provide clientKey in the test')
  return client
}
