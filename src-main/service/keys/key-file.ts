import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { refuse } from '../refusal.ts'
import { writePrivateFile } from './private-file.ts'
import { keyCheck, MASTER_KEY_BYTES, openWith, sealWith } from './seal-with.ts'

export const KEY_FILE = 'keys.json'

const RECOVERY_PURPOSE = 'recovery'
const Bytes = z.string().max(8192).transform((text) => Buffer.from(text, 'base64'))

const KeyFileText = z.strictObject({
  format: z.literal('tributary-keys-1'),
  check: z.string().regex(/^[0-9a-f]{16}$/),
  local: z.strictObject({ store: z.enum(['system', 'plain']), key: Bytes }).nullable(),
  recovery: Bytes.nullable(),
})

/** How the master key of one workspace is kept; it lies beside the database as `keys.json`. */
export interface KeyFile {
  /** Of the master key, see `keyCheck`. */
  readonly check: string
  /** The master key as this computer opens it: wrapped by the operating system's store, or plain where there is none. Null in copies beside backups. */
  readonly local: { readonly store: 'system' | 'plain'; readonly key: Uint8Array } | null
  /** The master key, sealed under the recovery key; null until somebody has let recovery words be made. */
  readonly recovery: Uint8Array | null
}

/** Reads the keys beside a database. Shape: null when there are none. Errors: `key-file-damaged`. */
export function readKeyFile(directory: string): KeyFile | null {
  return readKeysAt(join(directory, KEY_FILE))
}

/** The same for a file of any name. */
export function readKeysAt(path: string): KeyFile | null {
  if (!existsSync(path)) return null
  const parsed = KeyFileText.safeParse(parseJson(readFileSync(path, 'utf8')))
  return parsed.success ? parsed.data : refuse('key-file-damaged', { path }, { cause: parsed.error })
}

/** Writes the keys beside a database, for this user alone; a power cut leaves the old file or the new one. */
export function writeKeyFile(directory: string, file: KeyFile): void {
  writeKeysAt(join(directory, KEY_FILE), file)
}

/** The same for a file of any name. */
export function writeKeysAt(path: string, { check, local, recovery }: KeyFile): void {
  const text: z.input<typeof KeyFileText> = {
    format: 'tributary-keys-1',
    check,
    local: local && { store: local.store, key: base64(local.key) },
    recovery: recovery && base64(recovery),
  }
  writePrivateFile(path, `${JSON.stringify(text, null, 1)}\n`)
}

/** Describes a master key that lies plain on the disk: what protects it then is the disk's own encryption. */
export function plainKeyFile(master: Uint8Array): KeyFile {
  return { check: keyCheck(master), local: { store: 'plain', key: master }, recovery: null }
}

/** Gives the master key where it lies plain beside a database; null where it does not. Errors: `key-file-damaged`. */
export function plainKeyIn(directory: string): Uint8Array | null {
  const file = readKeyFile(directory)
  return file?.local?.store === 'plain' && isKeyOf(file, file.local.key) ? file.local.key : null
}

export function isKeyOf(file: KeyFile, master: Uint8Array): boolean {
  return master.length === MASTER_KEY_BYTES && keyCheck(master) === file.check
}

/** Gives the keys with the master key sealed under another recovery key; words that were made before open them no longer. */
export function withRecovery(file: KeyFile, master: Uint8Array, recoveryKey: Uint8Array): KeyFile {
  return { ...file, recovery: sealWith(recoveryKey, RECOVERY_PURPOSE, master) }
}

/** Gives the master key with the recovery key; null when it is that of other keys. */
export function recoverMaster(file: KeyFile, recoveryKey: Uint8Array): Uint8Array | null {
  const master = file.recovery && openWith(recoveryKey, RECOVERY_PURPOSE, file.recovery)
  return master && isKeyOf(file, master) ? master : null
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // what is no JSON is refused with what does not fit the schema
    return null
  }
}
