import { describe, expect, it } from 'vitest'
import { deniedOnPurpose, isGranted } from './permissions.ts'

const page = 'app://tributary/index.html'

describe('isGranted', () => {
  it('lets our page write text to the clipboard', () => {
    expect(isGranted('clipboard-sanitized-write', page)).toBe(true)
  })

  it('gives a foreign page nothing', () => {
    expect(isGranted('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
  })

  it.each([...Object.keys(deniedOnPurpose), 'something-new', 'constructor'])('denies %s', (permission) => {
    expect(isGranted(permission, page)).toBe(false)
  })
})
