/**
 * `npm run dist`: makes the unpacked product in dist/ and checks what came out: fuses, contents, and that it starts.
 * Installers come later; see README.md for what this check does not cover.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, Platform } from 'electron-builder'
import { executableIn, productConfiguration } from './electron-builder.ts'
import { findElectronRuntime } from './electron-runtime.mjs'
import { fuses, wrongFuses } from './fuses.ts'
import { buildApp } from './steps/build-app.mjs'
import { StepError, say, script } from './steps/console.mjs'
import { root } from './steps/paths.mjs'
import { checkContents } from './steps/check-contents.ts'
import { startProduct } from './steps/start-product.ts'

await script(async () => {
  const runtime = await findElectronRuntime()
  say('building')
  await buildApp({ outDir: 'out' })
  const outputFolder = join(root, 'dist')
  say(`packing with Electron ${runtime.version}${runtime.source === 'stock' ? ' (development runtime: do not hand this product out)' : ''}`)
  await build({ projectDir: root, targets: Platform.current().createTarget('dir'), publish: 'never', config: productConfiguration(runtime, outputFolder) })

  const unpacked = findUnpacked(outputFolder)
  const executable = executableIn(unpacked, 'Tributary', process.platform)
  const wrong = await wrongFuses(executable)
  if (wrong.length > 0) throw new StepError(`fuses read back wrong: ${wrong.join('; ')}`)
  say(`fuses: ${Object.keys(fuses).length} stated, read back right`)
  say(await checkContents(join(unpacked, process.platform === 'darwin' ? 'Tributary.app/Contents/Resources' : 'resources')))
  if (process.platform === 'linux') say(await startProduct(unpacked, runtime.version))
  console.log(`product: ${unpacked}`)
})

function findUnpacked(folder: string): string {
  const name = readdirSync(folder).find((entry) => /(-unpacked|^mac)/.test(entry))
  if (name === undefined || !existsSync(join(folder, name))) throw new StepError(`nothing was packed into ${folder}`)
  return join(folder, name)
}
