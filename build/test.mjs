/**
 * `npm test`: installs what is missing, then checks and tests everything and stops at the first failure. Runs on Node 20 with nothing
 * installed. The last line is `N passed, N failed`.
 */
import { findElectronRuntime } from './electron-runtime.mjs'
import { StepError, say, script } from './steps/console.mjs'
import { ensureSystemPackages } from './steps/debian.mjs'
import { hasDisplay } from './steps/display.mjs'
import { ensureNodeModules } from './steps/node-modules.mjs'
import { npmScript } from './steps/npm-script.mjs'
import { runVitest } from './steps/vitest.mjs'

const minutes = 60_000

/** Each step gives what it counted; a check without tests counts nothing unless it fails. */
const steps = [
  ['types', () => npmScript('check:types')],
  ['lint', () => npmScript('check:lint')],
  ['import boundaries', () => npmScript('check:boundaries')],
  ['dead code', () => npmScript('check:dead')],
  ['messages', () => npmScript('check:i18n')],
  ['unit tests', () => runVitest('unit', { timeoutMs: 10 * minutes })],
  ['integration tests', () => runVitest('integration', { timeoutMs: 10 * minutes })],
  ['end-to-end tests', () => runVitest('e2e', { timeoutMs: 10 * minutes })],
]

const total = { passed: 0, failed: 0 }
await script(async () => {
  try {
    await ensureNodeModules()
    await ensureSystemPackages({ runtime: await findElectronRuntime(), needsVirtualDisplay: !hasDisplay(), needsServers: true })
    for (const [title, check] of steps) await step(title, check)
  } catch (error) {
    if (total.failed === 0) total.failed = 1
    throw error
  }
})
console.log(`${total.passed} passed, ${total.failed} failed`)

async function step(title, check) {
  say(title)
  const startedAt = Date.now()
  const counted = (await check()) ?? { passed: 0, failed: 0 }
  total.passed += counted.passed
  total.failed += counted.failed
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  if (counted.failed > 0) throw new StepError(`${title}: ${counted.failed} failed (${seconds} s)`)
  say(`${title}: good${counted.passed > 0 ? `, ${counted.passed} passed` : ''} (${seconds} s)`)
}
