import { describe, expect, it } from 'vitest'
import { createRoom, createStrangerGate } from './exchange-room.ts'

describe('createRoom', () => {
  it('holds so much for each and so much for all, and takes back what is returned', () => {
    const room = createRoom({ each: 2, all: 3 })
    const leaveA = room.enter('a', 2)
    expect(leaveA).not.toBeNull()
    expect(room.enter('a', 1)).toBeNull()
    expect(room.enter('b', 1)).not.toBeNull()
    expect(room.enter('c', 1)).toBeNull()
    leaveA?.()
    leaveA?.()
    expect(room.enter('c', 2)).not.toBeNull()
    expect(room.enter('d', 1)).toBeNull()
  })
})

describe('createStrangerGate', () => {
  it('counts each address by the minute', () => {
    const mayAsk = createStrangerGate(2)
    expect([0, 1, 2].map((at) => mayAsk('10.0.0.1', at))).toEqual([true, true, false])
    expect(mayAsk('10.0.0.2', 3)).toBe(true)
    expect(mayAsk('10.0.0.1', 60_000)).toBe(true)
  })

  it('takes an IPv6 network for one person', () => {
    const mayAsk = createStrangerGate(1)
    expect(mayAsk('2001:db8:1:2:3:4:5:6', 0)).toBe(true)
    expect(mayAsk('2001:db8:1:2:ffff::1', 0)).toBe(false)
    expect(mayAsk('2001:db8:1:3::1', 0)).toBe(true)
  })
})
