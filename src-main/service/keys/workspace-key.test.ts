import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupWorkspace } from '../../../tests/helpers/setup-workspace.ts'
import { openWorkspace } from '../db/workspace.ts'
import { makeRecoveryWords, protectionOf } from '../features/workspace/protection.ts'
import { type KeyStore, noKeyStore } from '../ports/key-store.ts'
import { Refused } from '../refusal.ts'
import { KEY_FILE } from './key-file.ts'
import { keyOfWorkspace, newWorkspaceKey, unlockByWords } from './workspace-key.ts'

/** A store of one computer: it opens only what it wrapped itself. */
function storeOf(computer: string): KeyStore {
  const prefix = Buffer.from(`${computer}:`)
  return {
    wrap: (key) => Promise.resolve(Buffer.concat([prefix, key])),
    unwrap: (wrapped) => Promise.resolve(Buffer.from(wrapped).subarray(0, prefix.length).equals(prefix) ? wrapped.subarray(prefix.length) : null),
  }
}

async function setupClosed(store: KeyStore) {
  const { workspace, directory } = setupWorkspace({ newKey: await newWorkspaceKey(store) })
  const words = makeRecoveryWords(workspace, 'en')
  workspace.close()
  return { directory, words, master: workspace.key }
}

async function kindOf(work: Promise<unknown>): Promise<string | undefined> {
  const cause = await work.then(() => undefined, (thrown: unknown) => thrown)
  return cause instanceof Refused ? cause.problems[0]?.kind : undefined
}

describe('keyOfWorkspace', () => {
  it('gives the key that the computer wrapped, and no part of it lies on the disk', async () => {
    const { directory, master } = await setupClosed(storeOf('a'))
    expect(await keyOfWorkspace(directory, storeOf('a'))).toEqual(master)
    openWorkspace(directory, { key: await keyOfWorkspace(directory, storeOf('a')) }).close()
  })

  it('says on another computer, and where there is no store, that the key is missing', async () => {
    const { directory } = await setupClosed(storeOf('a'))
    expect(await kindOf(keyOfWorkspace(directory, storeOf('b')))).toBe('workspace-key-missing')
    expect(await kindOf(keyOfWorkspace(directory, noKeyStore))).toBe('workspace-key-missing')
  })

  it('wraps a key that lay plain as soon as there is a store', async () => {
    const { directory, master } = await setupClosed(noKeyStore)
    const plain = Buffer.from(master ?? []).toString('base64')
    expect(readFileSync(join(directory, KEY_FILE), 'utf8')).toContain(plain)
    expect(await keyOfWorkspace(directory, storeOf('a'))).toEqual(master)
    expect(readFileSync(join(directory, KEY_FILE), 'utf8')).not.toContain(plain)
    expect(await keyOfWorkspace(directory, storeOf('a'))).toEqual(master)
  })

  it('gives none for a plain workspace', async () => {
    const { workspace, directory } = setupWorkspace()
    expect(await keyOfWorkspace(directory, storeOf('a'))).toBeNull()
    expect(protectionOf(workspace)).toEqual({ isEncrypted: false, store: 'none', hasRecovery: false })
  })
})

describe('unlockByWords', () => {
  it('opens on a computer whose store does not fit, and that store keeps the key from then on', async () => {
    const { directory, words, master } = await setupClosed(storeOf('a'))
    expect(await unlockByWords(directory, words.join(' '), storeOf('b'))).toEqual(master)
    expect(await keyOfWorkspace(directory, storeOf('b'))).toEqual(master)
    const workspace = openWorkspace(directory, { key: master })
    expect(protectionOf(workspace)).toEqual({ isEncrypted: true, store: 'system', hasRecovery: true })
    workspace.close()
  })

  it('refuses what are no words, words of another workspace, and words that newer ones replaced', async () => {
    const { directory, words, master } = await setupClosed(storeOf('a'))
    const other = await setupClosed(storeOf('a'))
    expect(await kindOf(unlockByWords(directory, 'abandon', noKeyStore))).toBe('recovery-words-wrong')
    expect(await kindOf(unlockByWords(directory, other.words.join(' '), noKeyStore))).toBe('recovery-words-other')
    const workspace = openWorkspace(directory, { key: master })
    makeRecoveryWords(workspace, 'zh-CN')
    workspace.close()
    expect(await kindOf(unlockByWords(directory, words.join(' '), noKeyStore))).toBe('recovery-words-other')
  })

  it('says that there are none when nobody let them be made', async () => {
    const { workspace, directory } = setupWorkspace({ newKey: await newWorkspaceKey(noKeyStore) })
    const { words } = await setupClosed(noKeyStore)
    workspace.close()
    expect(await kindOf(unlockByWords(directory, words.join(' '), noKeyStore))).toBe('recovery-none')
  })
})
