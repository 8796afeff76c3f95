import { openDavTree } from './dav-tree.ts'
import { openTreeWay } from './tree-way.ts'
import type { TreeWayOptions } from './tree-way.ts'
import type { WebdavAddress } from './webdav-address.ts'
import type { Way } from './way.ts'

/**
 * A folder on a WebDAV server as a way, in the layout of a folder.
 *
 * Edge   the folder must be there. Nothing is asked before the first call.
 */
export function openWebdavWay(address: WebdavAddress, options: TreeWayOptions): Way {
  return openTreeWay(openDavTree(address), options)
}
