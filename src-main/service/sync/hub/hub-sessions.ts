import { randomBytes } from 'node:crypto'
import type { Caller, RelaySessions, Use } from '../relay/relay-store.ts'
import type { HubDatabase } from './hub-database.ts'

/** Keeps in the hub's database who is let in, so that it does not matter which process of the hub somebody comes to. */
export function createHubSessions(db: HubDatabase): RelaySessions {
  let secret: Promise<Buffer> | null = null
  return {
    nonceSecret() {
      secret ??= readSecret(db).catch((cause: unknown) => {
        secret = null
        throw cause
      })
      return secret
    },
    async useNonce(nonce, until) {
      const used = await db.all('INSERT INTO hub_nonce (nonce, until) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING nonce', [nonce, until])
      return used.length === 1
    },
    async addToken(hash, { firm, device }, until) {
      await db.all('INSERT INTO hub_token (hash, firm, device, until) VALUES ($1, $2, $3, $4)', [hash, firm, device, until])
    },
    async callerOf(hash, now) {
      const [caller] = await db.all<Caller>(
        `SELECT firm, device FROM hub_token t WHERE hash = $1 AND until > $2
           AND NOT EXISTS (SELECT 1 FROM hub_revoked r WHERE r.firm = t.firm AND r.device = t.device)`,
        [hash, now],
      )
      return caller ?? null
    },
    async dropTokens({ firm, device }) {
      await db.all('DELETE FROM hub_token WHERE firm = $1 AND device = $2', [firm, device])
    },
    async spend({ firm, device }, minute, { requests, bytes }) {
      const [sum] = await db.all<Use>(
        `INSERT INTO hub_use (firm, device, minute, requests, bytes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (firm, device, minute) DO UPDATE SET requests = hub_use.requests + excluded.requests, bytes = hub_use.bytes + excluded.bytes
         RETURNING requests, bytes`,
        [firm, device, minute, requests, bytes],
      )
      return sum ?? { requests, bytes }
    },
    async sweep(now) {
      await db.all('DELETE FROM hub_nonce WHERE until < $1', [now])
      await db.all('DELETE FROM hub_token WHERE until < $1', [now])
      await db.all('DELETE FROM hub_use WHERE minute < $1', [Math.floor(now / 60_000) - 1])
    },
  }
}

/** The first process makes the secret, the others find it. */
async function readSecret(db: HubDatabase): Promise<Buffer> {
  const made = randomBytes(32).toString('hex')
  await db.all(`INSERT INTO hub_setting (name, value) VALUES ('nonce-secret', $1) ON CONFLICT DO NOTHING`, [made])
  const [row] = await db.all<{ value: string }>(`SELECT value FROM hub_setting WHERE name = 'nonce-secret'`)
  return Buffer.from(row?.value ?? made, 'hex')
}
