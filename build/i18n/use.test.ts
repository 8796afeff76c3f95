import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkCatalogue, readCatalogue, renderKeyUnion, type Catalogue } from './catalogue.ts'
import { checkUse } from './use.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function setupCatalogue(files: Readonly<Record<string, unknown>>): Catalogue {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-i18n-'))
  folders.push(folder)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return readCatalogue(folder)
}

function setupComplete(messages: Readonly<Record<string, string>>): Catalogue {
  return setupCatalogue({ 'zh-CN/a.json': messages, 'zh-TW/a.json': messages, 'en/a.json': messages })
}

describe('readCatalogue', () => {
  it('reports broken JSON, nested objects, empty texts, unsorted keys and keys of another file', () => {
    const { problems } = setupCatalogue({
      'zh-CN/a.json': '{',
      'zh-CN/b.json': { 'b.x': { y: '1' }, 'b.z': ' ' },
      'zh-CN/c.json': { 'c.b': '1', 'c.a': '2', 'd.a': '3' },
    })
    expect(problems).toEqual([
      expect.stringContaining('zh-CN/a.json: not JSON'),
      'zh-CN/b.json: "b.x" must be a non-empty text',
      'zh-CN/b.json: "b.z" must be a non-empty text',
      'zh-CN/c.json: keys are not sorted, first at "c.b"',
      'zh-CN/c.json: key "d.a" belongs into d.json',
    ])
  })
})

describe('readCatalogue', () => {
  it('reports a message that the build could not compile', () => {
    const { problems } = setupCatalogue({ 'zh-CN/a.json': { 'a.mail': 'x@example.com', 'a.good': "x{'@'}example.com | {n}" } })
    expect(problems).toContainEqual(expect.stringContaining('"a.mail" does not compile'))
    expect(problems.join()).not.toContain('a.good')
  })
})

describe('checkCatalogue', () => {
  it('reports missing and surplus translations and differing placeholders', () => {
    const catalogue = setupCatalogue({
      'zh-CN/a.json': { 'a.count': '{n} 个', 'a.gone': '无' },
      'zh-TW/a.json': { 'a.count': '{n} 個', 'a.gone': '無' },
      'en/a.json': { 'a.count': '{count} pieces', 'a.extra': 'extra' },
    })
    expect(checkCatalogue(catalogue)).toEqual([
      'en: "a.count" has placeholders [count], zh-CN has [n]',
      'en: "a.gone" is missing',
      'en: "a.extra" does not exist in zh-CN',
    ])
  })
})

describe('checkUse', () => {
  it('accepts a key in a call, in a table and under a declared pattern', () => {
    const catalogue = setupComplete({ 'a.call': '1', 'a.kind.x': '2', 'a.table': '3' })
    const text = `// i18n-keys: a.kind.*\nt('a.call'); const table = { label: "a.table" }; t(\`a.kind.\${kind}\`)`
    expect(checkUse(catalogue, [{ path: 'x.ts', text }])).toEqual([])
  })

  it('reports an unused key, an unknown key and an undeclared dynamic key', () => {
    const catalogue = setupComplete({ 'a.kind.x': '1' })
    expect(checkUse(catalogue, [{ path: 'x.vue', text: "{{ t('a.unknown') }} {{ t(`a.kind.${kind}`) }}" }])).toEqual([
      'x.vue: key "a.unknown" does not exist',
      'x.vue: keys built from "a.kind." need a comment "i18n-keys: a.kind.*"',
      'zh-CN: "a.kind.x" is used nowhere',
    ])
  })

  it('reports a declared pattern that matches nothing', () => {
    expect(checkUse(setupComplete({}), [{ path: 'x.ts', text: '/* i18n-keys: b.* */' }])).toEqual(['x.ts: i18n-keys "b.*" matches no key'])
  })
})

describe('renderKeyUnion', () => {
  it('writes the keys as a sorted union type', () => {
    expect(renderKeyUnion(setupComplete({ 'a.b': '1', 'a.c': '2' }))).toContain("export type MessageKey =\n  | 'a.b'\n  | 'a.c'\n")
  })
})
