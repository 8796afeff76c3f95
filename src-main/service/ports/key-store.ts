/** The operating system's store of secrets, as far as the service sees it: only the user of this computer unwraps what it wrapped. */
export interface KeyStore {
  /** Gives the key wrapped; null where this computer has no store that protects anything. */
  wrap(key: Uint8Array): Promise<Uint8Array | null>
  /** Gives the key back; null when the store is gone, was changed, or is another user's. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array | null>
}

/** Where there is no store: on the command line, on servers, in tests. */
export const noKeyStore: KeyStore = { wrap: () => Promise.resolve(null), unwrap: () => Promise.resolve(null) }
