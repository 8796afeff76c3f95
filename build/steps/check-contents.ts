import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { StepError } from './console.mjs'

/**
 * Checks what was packed: only the database driver as a package, its binary outside the archive, and no second program beside ours.
 *
 * Errors  a StepError that names what is wrong. Gives a line that says what was found.
 */
export async function checkContents(resources: string): Promise<string> {
  const archive = join(resources, 'app.asar')
  if (!existsSync(archive)) throw new StepError(`${archive} is missing`)
  if (existsSync(join(resources, 'app'))) throw new StepError(`${resources} holds a folder "app" beside the archive`)

  const files = listPackage(archive, { isPack: false })
  const packages = new Set(files.flatMap((file) => /^[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []))
  if ([...packages].join() !== 'better-sqlite3') throw new StepError(`packages in the product: ${[...packages].join(', ')}; only better-sqlite3 belongs there`)
  for (const needed of ['index', 'service', 'worker', 'cli'].map((name) => join('/out/main', `${name}.cjs`))) {
    if (!files.includes(needed)) throw new StepError(`${needed} is not in the archive`)
  }
  const foreign = files.filter((file) => /\.(ts|map|test\.\w+)$/.test(file) || file.includes('probe'))
  if (foreign.length > 0) throw new StepError(`does not belong into the product: ${foreign.slice(0, 5).join(', ')}`)

  const unpacked = readdirSync(`${archive}.unpacked`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.node'))
  if (unpacked.length !== 1) throw new StepError(`expected one driver binary outside the archive, found ${unpacked.length}`)
  return `contents: ${files.length} entries, packages: better-sqlite3, outside the archive: ${unpacked.join()}`
}
