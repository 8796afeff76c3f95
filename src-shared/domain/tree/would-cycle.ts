/**
 * Tells whether hanging `id` under `parentId` would close a circle, itself included.
 *
 * Edge    a circle that is already there above the parent (a merge can make one) counts as one, so that it is not made longer.
 * Cost    one look-up per level.
 */
export function wouldCycle(id: string, parentId: string, parentOf: (id: string) => string | null): boolean {
  const seen = new Set([id])
  for (let current: string | null = parentId; current !== null; current = parentOf(current)) {
    if (seen.has(current)) return true
    seen.add(current)
  }
  return false
}
