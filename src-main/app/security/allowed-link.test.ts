import { describe, expect, it } from 'vitest'
import { allowedLink } from './allowed-link.ts'

describe('allowedLink', () => {
  it.each([
    ['https://www.example.com/a?b=1', 'https://www.example.com/a?b=1'],
    ['https://例子.测试/', 'https://xn--fsqu00a.xn--0zwm56d/'],
    ['mailto:someone@example.com', 'mailto:someone@example.com'],
  ])('allows %s', (address, expected) => {
    expect(allowedLink(address)).toBe(expected)
  })

  it.each([
    'http://www.example.com/',
    'https://user:secret@www.example.com/',
    'https://www.example.com:8443/',
    'https://localhost/',
    'https://printer.local/',
    'https://192.168.1.1/',
    'https://[::1]/',
    'https://intranet/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-settings:network',
    'mailto:a@example.com?attach=/etc/passwd',
    'mailto:',
    'app://tributary/index.html',
    'not an address',
  ])('refuses %s', (address) => {
    expect(allowedLink(address)).toBeNull()
  })
})
