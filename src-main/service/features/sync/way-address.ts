import type { WayPlan } from '../../sync/ways/open-way.ts'
import { parseWebdavAddress } from '../../sync/ways/webdav-address.ts'

/** Gives the address of a way as it is shown to people: without the name and password that may be in it. */
export function shownAddress({ kind, address }: WayPlan): string {
  if (kind === 'webdav') return parseWebdavAddress(address)?.base.href ?? ''
  if (kind !== 'hub' || !URL.canParse(address)) return address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
