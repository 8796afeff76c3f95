import { derivedId } from '../../db/derived-id.ts'
import type { Id } from '../../db/schema.ts'

export interface PathUnit {
  readonly id: Buffer
  readonly name: string
  readonly kind: 'region' | 'branch'
}

/**
 * Gives the units that a path such as `华东/苏州` names, the top first. Their ids come from the path, so that a rep's copy and the
 * manager's mean the same unit before they ever met.
 *
 * Edge  blank parts are left out; an empty path gives none.
 */
export function unitsOfPath(firmId: Id, path: string): PathUnit[] {
  const names = path.split('/').map((part) => part.trim()).filter((part) => part !== '')
  return names.map((name, depth) => ({
    id: derivedId('org_unit', firmId, names.slice(0, depth + 1).join('/')),
    name,
    kind: depth === 0 ? 'region' : 'branch',
  }))
}
