import { randomBytes } from 'node:crypto'
import type { Caller, RelaySessions, Use } from './relay-store.ts'

/** Keeps in memory who is let in: for a relay that is one process, such as a copy on the LAN. */
export function memorySessions(): RelaySessions {
  const secret = randomBytes(32)
  const nonces = new Map<string, number>()
  const tokens = new Map<string, { readonly caller: Caller; readonly until: number }>()
  const uses = new Map<string, Use & { readonly minute: number }>()
  return {
    nonceSecret: () => Promise.resolve(secret),
    useNonce(nonce, until) {
      if (nonces.has(nonce)) return Promise.resolve(false)
      nonces.set(nonce, until)
      return Promise.resolve(true)
    },
    addToken(hash, caller, until) {
      tokens.set(hash, { caller, until })
      return Promise.resolve()
    },
    callerOf(hash, now) {
      const token = tokens.get(hash)
      return Promise.resolve(token && token.until > now ? token.caller : null)
    },
    dropTokens({ firm, device }) {
      for (const [hash, { caller }] of tokens) if (caller.firm === firm && caller.device === device) tokens.delete(hash)
      return Promise.resolve()
    },
    spend({ firm, device }, minute, use) {
      const before = uses.get(firm + device)
      const same = before?.minute === minute ? before : { requests: 0, bytes: 0 }
      const sum = { minute, requests: same.requests + use.requests, bytes: same.bytes + use.bytes }
      uses.set(firm + device, sum)
      return Promise.resolve(sum)
    },
    sweep(now) {
      for (const [nonce, until] of nonces) if (until < now) nonces.delete(nonce)
      for (const [hash, { until }] of tokens) if (until < now) tokens.delete(hash)
      for (const [key, { minute }] of uses) if (minute < Math.floor(now / 60_000) - 1) uses.delete(key)
      return Promise.resolve()
    },
  }
}
