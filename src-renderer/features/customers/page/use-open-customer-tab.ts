import { useRouter } from 'vue-router'

/** Gives a function that opens a customer's page at one of its tabs. */
export function useOpenCustomerTab(): (id: string, tab: string) => void {
  const router = useRouter()
  return (id, tab) => void router.push({ name: 'customer', params: { id }, query: { tab } })
}
