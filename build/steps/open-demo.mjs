import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findElectronRuntime } from '../electron-runtime.mjs'
import { buildApp } from './build-app.mjs'
import { StepError, say } from './console.mjs'
import { ensureSystemPackages } from './debian.mjs'
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { findOrdinaryUser } from './ordinary-user.mjs'
import { projectNode, root } from './paths.mjs'
import { placeDemo } from './place-demo.mjs'
import { projectEnvironment, run } from './run.mjs'
import { photographWindow } from './photograph.mjs'
import { showWindow } from './show-window.mjs'
import { stageApp } from './stage.mjs'

const demoFolder = join(root, 'demo')
const managerFolder = join(demoFolder, 'manager')
const reportFile = join(demoFolder, 'report.xlsx')
const pictureFile = join(demoFolder, 'window.png')

/** Builds the app, makes the demo firm unless it is there, and opens the manager's copy: on the display, or photographed on a virtual one. */
export async function openDemo() {
  const display = hasDisplay()
  const runtime = await findElectronRuntime()
  await ensureSystemPackages({ runtime, needsVirtualDisplay: !display })
  say('building')
  await buildApp({ outDir: 'out' })
  await ensureDemo()
  const user = findOrdinaryUser()
  const stage = stageApp({ runtime, builtFolder: join(root, 'out'), user })
  const workspaceDir = placeDemo({ managerFolder, stage, user })

  if (display) return showWindow({ runtime, stage, user, workspaceDir })

  await ensureReport()
  const virtual = await startVirtualDisplay(user)
  try {
    await photographWindow({ runtime, stage, user, workspaceDir, virtual, pictureFile })
  } finally {
    virtual.stop()
  }
  say('no display here, so the window was opened on a virtual one and closed again')
  console.log(`report:     ${reportFile}`)
  console.log(`screenshot: ${pictureFile}`)
}

async function ensureDemo() {
  if (existsSync(join(managerFolder, 'tributary.db'))) return
  if (existsSync(demoFolder)) throw new StepError(`${demoFolder} is there but holds no ${join('manager', 'tributary.db')}: remove the folder and start again`)
  say('making the demo firm in ./demo')
  await tributary(['demo', demoFolder, '--scale', 'small'])
}

async function ensureReport() {
  if (existsSync(reportFile)) return
  say('writing the report')
  await tributary(['report', managerFolder, '--out', reportFile])
}

async function tributary(args) {
  mkdirSync(root, { recursive: true })
  await run(projectNode, [join(root, 'src-main/service/entry/cli.ts'), ...args], { env: projectEnvironment(), title: `tributary ${args[0]}` })
}
