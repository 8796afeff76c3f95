import { openDiskTree } from './disk-tree.ts'
import type { DiskCalls } from './disk-tree.ts'
import { openTreeWay } from './tree-way.ts'
import type { TreeWayOptions } from './tree-way.ts'
import type { Way } from './way.ts'

/**
 * A folder as a way: on a network drive, a stick, or one that another program carries to other machines.
 *
 * Edge   the folder must be there. One that is away (a stick pulled out, a drive not mounted) is `unreachable`, and everything goes on when it is back.
 */
export function openFolderWay(folder: string, options: TreeWayOptions, calls?: DiskCalls): Way {
  return openTreeWay(openDiskTree(folder, calls), options)
}
