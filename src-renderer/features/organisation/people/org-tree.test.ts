import { describe, expect, it } from 'vitest'
import { headcounts, inSubtree, possibleParents, type Employee, type OrgUnit } from './org-tree.ts'

const unit = (id: string, parentId: string | null, depth: number): OrgUnit => ({ id, parentId, name: id, depth })
const units = [unit('firm', null, 0), unit('east', 'firm', 1), unit('team', 'east', 2), unit('west', 'firm', 1)]
const employee = (id: string, orgUnit: string, activeTo: string | null = null): Employee => ({
  id, code: null, name: id, role: 'rep', orgUnit: { id: orgUnit, name: orgUnit }, manager: null, phone: null, mail: null, activeFrom: null, activeTo,
})

describe('inSubtree', () => {
  it('holds the unit and all below, in whatever order they come', () => {
    expect([...inSubtree([...units].reverse(), 'east')].sort()).toEqual(['east', 'team'])
  })
  it('ends on a circle', () => {
    expect(inSubtree([unit('a', 'b', 0), unit('b', 'a', 1)], 'a').size).toBe(2)
  })
})

describe('possibleParents', () => {
  it('offers neither the unit itself nor what hangs below it', () => {
    expect(possibleParents(units, 'east').map((one) => one.id)).toEqual(['firm', 'west'])
    expect(possibleParents(units, null)).toHaveLength(4)
  })
})

describe('headcounts', () => {
  it('counts those below too, and not those who left', () => {
    const counts = headcounts(units, [employee('a', 'team'), employee('b', 'east'), employee('c', 'west', '2025-01-01')])
    expect([counts.get('firm'), counts.get('east'), counts.get('west')]).toEqual([2, 2, 0])
  })
})
