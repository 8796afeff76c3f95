import { randomBytes } from 'node:crypto'
import type { Protection, WordList } from '#shared/contract/workspace.contract.ts'
import type { Language } from '#shared/i18n/index.ts'
import type { Workspace } from '../../db/workspace.ts'
import { copyKeysBesideBackups } from '../../db/backup.ts'
import { plainKeyFile, readKeyFile, withRecovery, writeKeyFile } from '../../keys/key-file.ts'
import { writePrivateFile } from '../../keys/private-file.ts'
import { wordsOf } from '../../keys/recovery-words.ts'
import { refuse } from '../../refusal.ts'

/** Says what protects a workspace on the disk. */
export function protectionOf({ key, directory }: Workspace): Protection {
  const file = key && readKeyFile(directory)
  return { isEncrypted: key !== null, store: file?.local?.store ?? 'none', hasRecovery: file?.recovery != null }
}

/**
 * Makes recovery words; those that were made before open nothing here any more, backups included.
 *
 * Errors  `not-encrypted`.
 */
export function makeRecoveryWords({ key, directory }: Workspace, list: WordList): string[] {
  if (!key) return refuse('not-encrypted', { path: directory })
  const recoveryKey = randomBytes(32)
  const file = readKeyFile(directory) ?? { ...plainKeyFile(key), local: null }
  writeKeyFile(directory, withRecovery(file, key, recoveryKey))
  copyKeysBesideBackups(directory)
  return wordsOf(recoveryKey, list)
}

/** Writes recovery words into a file for this user alone, one a line and numbered; what lies there is replaced. */
export function saveRecoveryWords({ firm, clock }: Workspace, file: string, words: readonly string[]): void {
  const lines = [`# Tributary 百川 · ${firm().name} · ${clock.today()}`, ...words.map((word, at) => `${String(at + 1)}. ${word}`)]
  writePrivateFile(file, `${lines.join('\r\n')}\r\n`)
}

/** There is no list of traditional characters among those that we use: their readers get English words. */
export function wordListOf(language: Language): WordList {
  return language === 'zh-CN' ? 'zh-CN' : 'en'
}
