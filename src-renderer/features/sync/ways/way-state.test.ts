import { describe, expect, it } from 'vitest'
import { clockMinutes, wayStateOf } from './way-state.ts'

const problem = { field: null, kind: 'way-unreachable', values: {} }

describe('wayStateOf', () => {
  it('tells running before everything else, then a failure, then whether it ever worked', () => {
    expect(wayStateOf({ isRunning: true, problem, doneAt: null })).toBe('running')
    expect(wayStateOf({ isRunning: false, problem, doneAt: 5 })).toBe('failed')
    expect(wayStateOf({ isRunning: false, problem: null, doneAt: 5 })).toBe('good')
    expect(wayStateOf({ isRunning: false, problem: null, doneAt: null })).toBe('new')
  })
})

describe('clockMinutes', () => {
  it('says nothing of what nobody measured or what is small, and at least a minute otherwise', () => {
    expect([clockMinutes(null), clockMinutes(0), clockMinutes(-20_000)]).toEqual([null, null, null])
    expect([clockMinutes(40_000), clockMinutes(-40_000), clockMinutes(3_600_000)]).toEqual([1, -1, 60])
  })
})
