import { describe, expect, it } from 'vitest'
import { fillMessage } from './fill-message.ts'

describe('fillMessage', () => {
  it('puts values into their places and shows a place that has none', () => {
    expect(fillMessage('{path} 被 {who} 占用', { path: 'D:/firm' })).toBe('D:/firm 被 {who} 占用')
  })

  it('takes the part of a plural message that the count asks for', () => {
    expect(fillMessage('{count} row | {count} rows', { count: 1 })).toBe('1 row')
    expect(fillMessage('{count} row | {count} rows', { count: 3 })).toBe('3 rows')
  })
})
