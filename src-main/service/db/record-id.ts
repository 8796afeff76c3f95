import { idFromText, idToText } from '#shared/kernel/ids.ts'
import type { Id } from './schema.ts'

/** Ids on their way between contracts (text) and the database (16 bytes); null and undefined stay what they are. */
export function idBytes(text: string): Buffer
export function idBytes(text: string | null): Buffer | null
export function idBytes(text: string | null | undefined): Buffer | null | undefined
export function idBytes(text: string | null | undefined): Buffer | null | undefined {
  return typeof text === 'string' ? Buffer.from(idFromText(text).buffer) : text
}

/** The inverse of `idBytes`. */
export function idText(bytes: Id): string
export function idText(bytes: Id | null): string | null
export function idText(bytes: Id | null): string | null {
  return bytes === null ? null : idToText(bytes)
}
