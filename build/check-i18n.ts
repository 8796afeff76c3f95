/**
 * Checks the message files and the generated union of their keys; `--write` sorts nothing and mends nothing but the generated file.
 * Run by `npm run check:i18n`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkCatalogue, readCatalogue, renderKeyUnion } from './i18n/catalogue.ts'
import { checkUse, readSources } from './i18n/use.ts'

const root = resolve(import.meta.dirname, '..')
const generatedFile = join(root, 'src-shared/i18n/keys.gen.ts')

const catalogue = readCatalogue(join(root, 'src-shared/i18n/locales'))
const problems = [...catalogue.problems, ...checkCatalogue(catalogue), ...checkUse(catalogue, readSources(root))]

const wanted = renderKeyUnion(catalogue)
if (process.argv.includes('--write')) writeFileSync(generatedFile, wanted)
else if (readGenerated() !== wanted) problems.push('src-shared/i18n/keys.gen.ts is stale: run `npm run check:i18n -- --write`')

for (const problem of problems) console.error(problem)
console.log(`i18n: ${catalogue.keys.length} keys, ${problems.length} problems`)
if (problems.length > 0) process.exitCode = 1

function readGenerated(): string {
  try {
    return readFileSync(generatedFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
