import { isAbsolute } from 'node:path'
import { readLanAddress } from '../lan/lan-address.ts'
import { openLanWay } from '../lan/lan-way.ts'
import type { LanWayOptions } from '../lan/lan-way.ts'
import { openRelayWay } from '../relay/relay-way.ts'
import type { RelayWayOptions } from '../relay/relay-way.ts'
import { openFolderWay } from './folder-way.ts'
import { openPackageWay } from './package-way.ts'
import { WayProblem } from './way.ts'
import type { Way } from './way.ts'
import { parseWebdavAddress } from './webdav-address.ts'
import { openWebdavWay } from './webdav-way.ts'

export type WayKind = 'folder' | 'webdav' | 'package' | 'hub' | 'lan'

/** A way as somebody set it up. */
export interface WayPlan {
  readonly kind: WayKind
  /** A path, the address of a WebDAV folder or of a hub, or a computer in the local network. */
  readonly address: string
}

/** Who we are, for those ways that ask. */
export interface WayContext {
  /** Names the firm: 32 hex digits. */
  readonly firm: string
  /** The site of this copy: 32 hex digits. */
  readonly writer: string
  readonly relay: Pick<RelayWayOptions, 'identity' | 'clock' | 'chainOf'>
  readonly lan: Pick<LanWayOptions, 'tls' | 'isExpected'>
}

/** Tells whether an address can be one of its kind; nothing is looked up. */
export function isWayAddress({ kind, address }: WayPlan): boolean {
  switch (kind) {
    case 'folder':
    case 'package':
      return isAbsolute(address)
    case 'webdav':
      return parseWebdavAddress(address) !== null
    case 'hub':
      return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)
    case 'lan':
      return readLanAddress(address).ok
  }
}

/**
 * Opens a way that was set up. Nothing is touched or asked before its first call.
 *
 * Errors  WayProblem `broken`: an address that {@link isWayAddress} refuses.
 */
export function openWay(plan: WayPlan, { firm, writer, relay, lan }: WayContext): Way {
  const { kind, address } = plan
  if (!isWayAddress(plan)) throw malformed(kind)
  switch (kind) {
    case 'folder':
      return openFolderWay(address, { firm, writer })
    case 'package':
      return openPackageWay(address, { firm, writer })
    case 'webdav': {
      const parsed = parseWebdavAddress(address)
      if (parsed === null) throw malformed(kind)
      return openWebdavWay(parsed, { firm, writer })
    }
    case 'hub':
      return openRelayWay({ address, ...relay })
    case 'lan': {
      const parsed = readLanAddress(address)
      if (!parsed.ok) throw malformed(kind)
      return openLanWay({ addresses: [parsed.value], ...relay, ...lan })
    }
  }
}

/** The address itself is not repeated: it may hold a password. */
function malformed(kind: WayKind): WayProblem {
  return new WayProblem('broken', kind, { cause: new Error(`no address for a way of the kind ${kind}`) })
}
