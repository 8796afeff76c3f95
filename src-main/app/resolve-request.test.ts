import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAppUrl, resolveRequest } from './resolve-request.ts'

const root = resolve('/opt/tributary/renderer')

describe('resolveRequest', () => {
  it('gives the file below the root', () => {
    expect(resolveRequest(root, 'GET', 'app://tributary/assets/index.js')).toEqual({ ok: true, file: resolve(root, 'assets/index.js') })
  })

  it('ignores query and fragment', () => {
    expect(resolveRequest(root, 'GET', 'app://tributary/index.html?x=1#/customers')).toEqual({ ok: true, file: resolve(root, 'index.html') })
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('refuses the method %s', (method) => {
    expect(resolveRequest(root, method, 'app://tributary/index.html')).toEqual({ ok: false, status: 405 })
  })

  it.each([
    ['another host', 'app://other/index.html'],
    ['a host that begins like ours', 'app://tributary.evil/index.html'],
    ['another scheme', 'file:///etc/passwd'],
    ['the root itself', 'app://tributary/'],
    ['encoded parent steps', 'app://tributary/%2e%2e%2f%2e%2e/etc/passwd'],
    ['a sibling folder whose name begins like the root', 'app://tributary/..%2frenderer-evil/x.js'],
  ])('refuses %s', (_name, address) => {
    expect(resolveRequest(root, 'GET', address)).toEqual({ ok: false, status: 403 })
  })

  it.each([
    ['broken encoding', 'app://tributary/%E0%A4%A'],
    ['a NUL', 'app://tributary/index.html%00.png'],
    ['a backslash', 'app://tributary/..%5c..%5cwindows'],
    ['something that is no address', 'tributary'],
  ])('refuses %s as malformed', (_name, address) => {
    expect(resolveRequest(root, 'GET', address)).toEqual({ ok: false, status: 400 })
  })
})

describe('isAppUrl', () => {
  it.each([
    ['app://tributary/index.html', true],
    ['app://tributary.evil/index.html', false],
    ['https://example.com/?app://tributary/', false],
    ['app://evil@tributary2/', false],
    ['', false],
  ])('says of %s: %s', (address, expected) => {
    expect(isAppUrl(address)).toBe(expected)
  })
})
