import './zod-without-eval.ts'
import { ref, watch, type Ref } from 'vue'
import type * as z from 'zod'

const PREFIX = 'tributary.'

/**
 * Gives a ref whose value survives a restart of the window.
 *
 * Edge    what is stored but does not fit the schema (an older version wrote it) is dropped for `initial`.
 *         Without storage (private test pages) the value lives as long as the window.
 */
export function useRemembered<T>(key: string, schema: z.ZodType<T>, initial: T): Ref<T> {
  const value = ref(readRemembered(key, schema) ?? initial) as Ref<T>
  watch(value, (next) => writeRemembered(key, next), { deep: true, flush: 'sync' })
  return value
}

/** Gives the stored value, null when there is none or it does not fit the schema. */
export function readRemembered<T>(key: string, schema: z.ZodType<T>): T | null {
  const text = localStorage.getItem(PREFIX + key)
  if (text === null) return null
  const parsed = schema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : null
}

export function writeRemembered(key: string, value: unknown): void {
  localStorage.setItem(PREFIX + key, JSON.stringify(value))
}

export function forgetRemembered(key: string): void {
  localStorage.removeItem(PREFIX + key)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // Only a damaged profile gets here; the schema then refuses undefined and the initial value is used.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
