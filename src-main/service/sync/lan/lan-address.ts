import { err, ok, type Result } from '#shared/kernel/result.ts'

/** Where a copy listens unless it is told otherwise. */
export const LAN_PORT = 47_100

export interface LanAddress {
  readonly host: string
  readonly port: number
}

/**
 * Reads an address as people type it: a name or a number, `[…]` around IPv6 when a port follows, full-width letters and colons of an input method.
 *
 * Edge    without a port it is 47100.
 * Errors  `address-malformed`.
 */
export function readLanAddress(text: string): Result<LanAddress, 'address-malformed'> {
  if (text.length > 300) return err('address-malformed')
  const typed = text.normalize('NFKC').trim().replaceAll('。', '.')
  const parts = /^(?:\[([0-9a-f:.]+(?:%[\w.-]+)?)\]|([^\s:/?#@[\]]+)|([0-9a-f.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w.-]+)?))(?::(\d{1,5}))?$/i.exec(typed)
  const host = parts?.[1] ?? parts?.[2] ?? parts?.[3]
  const port = parts?.[4] === undefined ? LAN_PORT : Number(parts[4])
  if (!host || host.length > 253 || port < 1 || port > 65_535) return err('address-malformed')
  return ok({ host, port })
}

/** Gives an address as it is shown and typed. */
export function writeLanAddress({ host, port }: LanAddress): string {
  return host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`
}
