import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Catalogue } from './catalogue.ts'

export interface SourceText {
  readonly path: string
  readonly text: string
}

/** All product sources (tests apart), which is where keys can be used. */
export function readSources(root: string): SourceText[] {
  return ['src-shared', 'src-main', 'src-renderer'].flatMap((area) =>
    readdirSync(join(root, area), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !/\.test(-d)?\.ts$|\.gen\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') })),
  )
}

// A dotted name in quotes may be a key; one with an open end (`errors.${kind}`) is built at run time and has to be declared.
const quoted = /(['"`])([A-Za-z][\w-]*(?:\.[\w-]+)+)\1/g
const declaration = /i18n-keys:\s*([^\n*]*(?:\*[^\n*/]*)*)/g
const call = /(?:\bt|\$t|\btc|\bte|\btranslate)\(\s*(['"`])([A-Za-z][\w-]*(?:\.[\w-]+)+)\1/g
const dynamicCall = /(?:\bt|\$t|\btranslate)\(\s*`([A-Za-z][\w.-]*\.)\$\{/g

/**
 * Finds messages that nothing uses and keys that do not exist.
 *
 * Shape   a key counts as used when it stands as a whole string in a source, or when a comment there declares it:
 *         `i18n-keys: errors.*, customers.kind.*`.
 * Edge    a key built at run time (`errors.${kind}`) must be covered by such a comment in the same file.
 */
export function checkUse(catalogue: Catalogue, sources: readonly SourceText[]): string[] {
  const problems: string[] = []
  const known = new Set(catalogue.keys)
  const used = new Set<string>()
  const patterns: string[] = []

  for (const { path, text } of sources) {
    const declared = declaredPatterns(text)
    patterns.push(...declared)
    for (const pattern of declared) {
      if (!catalogue.keys.some((key) => matches(pattern, key))) problems.push(`${path}: i18n-keys "${pattern}" matches no key`)
    }
    for (const match of text.matchAll(quoted)) used.add(match[2] ?? '')
    for (const match of text.matchAll(call)) {
      if (!known.has(match[2] ?? '')) problems.push(`${path}: key "${match[2]}" does not exist`)
    }
    for (const match of text.matchAll(dynamicCall)) {
      const prefix = match[1] ?? ''
      if (!declared.some((pattern) => matches(pattern, `${prefix}x`) || pattern.startsWith(prefix))) {
        problems.push(`${path}: keys built from "${prefix}" need a comment "i18n-keys: ${prefix}*"`)
      }
    }
  }
  for (const key of catalogue.keys) {
    if (!used.has(key) && !patterns.some((pattern) => matches(pattern, key))) problems.push(`zh-CN: "${key}" is used nowhere`)
  }
  return problems
}

function declaredPatterns(text: string): string[] {
  return [...text.matchAll(declaration)].flatMap((match) => (match[1] ?? '').match(/[A-Za-z][\w-]*(?:\.[\w-]+|\.\*)+/g) ?? [])
}

function matches(pattern: string, key: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.]/g, '\\.')).join('[\\w.-]+')
  return new RegExp(`^${expression}$`).test(key)
}
