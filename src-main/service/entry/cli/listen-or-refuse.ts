import { refuse } from '../../refusal.ts'
import type { LanPresence } from '../../sync/lan/lan-presence.ts'
import { writeAddress } from './address.ts'

/** Begins to listen; gives the port. Errors: refused `lan-port-taken`, `hub-address-taken` for an address that is not of this computer. */
export async function listenOrRefuse(lan: LanPresence, host: string | undefined, port: number): Promise<number> {
  try {
    return await lan.listen([port])
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause
    return refuse('hub-address-taken', { address: writeAddress(host ?? '*', port), message: 'code' in cause ? String(cause.code) : cause.message }, { cause })
  }
}
