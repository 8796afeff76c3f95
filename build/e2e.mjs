/** `npm run test:e2e [-- vitest arguments]`: builds, stages and drives the app in a window, a virtual one where there is no display. */
import { findElectronRuntime } from './electron-runtime.mjs'
import { StepError, script } from './steps/console.mjs'
import { ensureSystemPackages } from './steps/debian.mjs'
import { hasDisplay } from './steps/display.mjs'
import { ensureNodeModules } from './steps/node-modules.mjs'
import { runVitest } from './steps/vitest.mjs'

await script(async () => {
  await ensureNodeModules()
  await ensureSystemPackages({ runtime: await findElectronRuntime(), needsVirtualDisplay: !hasDisplay() })
  const { passed, failed } = await runVitest('e2e', { args: process.argv.slice(2), timeoutMs: 900_000 })
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) throw new StepError('end-to-end tests failed')
})
