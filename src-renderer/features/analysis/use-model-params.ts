import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import * as z from 'zod'

const ModelParams = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.record(z.string(), z.number())]))
export type ModelParams = z.infer<typeof ModelParams>

/** The parameters of the model page; they live in the address, so that "back" undoes a change of a filter. */
export function useModelParams() {
  const route = useRoute()
  const router = useRouter()
  const params = computed<ModelParams>(() => {
    const text = route.query['p']
    const parsed = typeof text === 'string' ? ModelParams.safeParse(parseJson(text)) : null
    return parsed?.success === true ? parsed.data : {}
  })

  /** Sets or, with undefined, takes away parameters. */
  async function change(part: Readonly<Record<string, ModelParams[string] | undefined>>): Promise<void> {
    const next = Object.fromEntries(Object.entries({ ...params.value, ...part }).filter(([, value]) => value !== undefined && value !== ''))
    await router.push({ query: { ...route.query, p: Object.keys(next).length > 0 ? JSON.stringify(next) : undefined } })
  }

  return { params, change }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
