import { safeStorage } from 'electron'

/** Wraps and unwraps keys; null where that is not possible here. */
export interface KeyVault {
  readonly wrap: (bytes: Buffer) => Buffer | null
  readonly unwrap: (bytes: Buffer) => Buffer | null
}

/**
 * The operating system's store of secrets: Keychain, DPAPI, libsecret or KWallet.
 *
 * Edge    Electron's `basic_text` on Linux is a fixed password and protects nothing: it counts as no store. Ask only after the app is ready.
 */
export const systemVault: KeyVault = {
  wrap: (bytes) => (hasStore() ? safeStorage.encryptString(bytes.toString('base64')) : null),
  unwrap: (bytes) => {
    if (!hasStore()) return null
    try {
      return Buffer.from(safeStorage.decryptString(bytes), 'base64')
    } catch {
      // wrapped by another user or another store: the person is asked for the recovery words
      return null
    }
  },
}

function hasStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
