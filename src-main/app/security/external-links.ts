import { shell } from 'electron'
import type { ShellLogger } from '../logger.ts'
import { allowedLink } from './allowed-link.ts'

/** Opens an address in the system's browser or mail program; false when the address is not allowed. */
export async function openExternalLink(address: string, log: ShellLogger): Promise<boolean> {
  const link = allowedLink(address)
  if (link === null) {
    log.write('warn', 'link.refused', { protocol: address.split(':', 1)[0]?.slice(0, 20) ?? '' })
    return false
  }
  await shell.openExternal(link)
  return true
}
