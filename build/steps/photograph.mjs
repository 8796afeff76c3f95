import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from 'playwright-core'
import { StepError, say } from './console.mjs'
import { windowEnvironment } from './window-environment.mjs'

const limitMs = 60_000

/** Opens the window on a virtual display, waits until the service answers and the page is quiet, writes a picture, and closes it. */
export async function photographWindow({ runtime, stage, user, workspaceDir, virtual, pictureFile }) {
  say('opening the window on a virtual display')
  const env = windowEnvironment({ runtime, stage, user, display: virtual.display })
  const args = [...virtual.switches, '--lang=zh-CN', '--workspace', workspaceDir]
  const app = await within(_electron.launch({ executablePath: stage.launcher, chromiumSandbox: true, args, env, timeout: limitMs }))
  const pid = app.process().pid
  try {
    const page = await within(app.firstWindow({ timeout: limitMs }))
    await untilReady(page)
    await settle(page)
    await page.screenshot({ path: pictureFile, timeout: limitMs })
  } finally {
    await Promise.race([app.close(), sleep(10_000)])
    // Whatever Playwright lost track of: the launcher leads a process group.
    if (pid !== undefined) killGroup(pid)
  }
}

/** Asks again and again from here: a page's own polling stands still as long as its window is not painted. */
async function untilReady(page) {
  let phase = 'unknown'
  for (const end = Date.now() + limitMs; Date.now() < end; await sleep(200)) {
    phase = await page.evaluate(() => window.tributary.shell.getServiceState().then((state) => state.phase))
    if (phase === 'ready') return
    if (phase === 'stopped') break
  }
  throw new StepError(`the data service did not become ready (${phase}); its log is in the folder "logs" of the window's settings`)
}

/** Waits until two pictures a moment apart are the same, at most ten seconds: charts and lists come after the first paint. */
async function settle(page) {
  await sleep(1_500)
  let last = await page.screenshot()
  for (let round = 0; round < 16; round++) {
    await sleep(500)
    const next = await page.screenshot()
    if (next.equals(last)) return
    last = next
  }
}

async function within(work) {
  const late = sleep(limitMs + 2_000, undefined, { ref: false }).then(() => {
    throw new StepError(`the window did not come up within ${limitMs / 1000} s`)
  })
  return Promise.race([work, late])
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
