import { describe, expect, it } from 'vitest'
import { parseWebdavAddress } from './webdav-address.ts'

describe('parseWebdavAddress', () => {
  it('takes an address apart', () => {
    const pin = 'AB'.repeat(32)
    expect(parseWebdavAddress(` https://li%40firm.example:p%3Aw@nas.local:5006/team%20folder#sha256=${pin} `)).toEqual({
      base: new URL('https://nas.local:5006/team%20folder/'),
      login: { user: 'li@firm.example', password: 'p:w' },
      fingerprint: pin.toLowerCase(),
    })
    expect(parseWebdavAddress('http://nas.local')).toEqual({ base: new URL('http://nas.local/'), login: null, fingerprint: null })
  })

  it('knows the names that other programs have for it', () => {
    for (const scheme of ['davs', 'webdavs', 'DAVS']) expect(parseWebdavAddress(`${scheme}://nas/x`)?.base.href).toBe('https://nas/x/')
    expect(parseWebdavAddress('dav://nas/x')?.base.href).toBe('http://nas/x/')
  })

  it('reads a fingerprint with colons', () => {
    expect(parseWebdavAddress(`https://nas/#sha256=${Array.from({ length: 32 }, () => 'AB').join(':')}`)?.fingerprint).toBe('ab'.repeat(32))
  })

  it.each(['', 'nas.local/folder', 'ftp://nas/folder', 'https://', 'file:///etc', 'https://nas/#sha256=ab', 'https://nas/#other', `http://nas/#sha256=${'ab'.repeat(32)}`, 'https://li:100%@nas/'])('refuses %j', (text) => {
    expect(parseWebdavAddress(text)).toBeNull()
  })
})
