import { mkdtempSync, rmSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findElectronRuntime } from '../../build/electron-runtime.mjs'
import { buildApp } from '../../build/steps/build-app.mjs'
import { hasDisplay, startVirtualDisplay } from '../../build/steps/display.mjs'
import { findOrdinaryUser } from '../../build/steps/ordinary-user.mjs'
import { stageApp } from '../../build/steps/stage.mjs'

/** What every launch needs; made once for a run. */
export interface E2eEnvironment {
  readonly launcher: string
  readonly node: string
  /** Where files must lie that the user of the window reads or writes. */
  readonly base: string
  readonly user: { readonly uid: number; readonly gid: number } | null
  readonly display: string
  /** Arguments that the display asks of every window. */
  readonly displaySwitches: readonly string[]
  /** The runtime's Node loads the database driver, so the product's launcher can run the product's service. */
  readonly runtimeHasModernNode: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly e2e: E2eEnvironment
  }
}

/** Builds the app with the probes, stages it, and starts a virtual display where there is none. */
export default async function setup(project: TestProject): Promise<() => void> {
  const runtime = await findElectronRuntime()
  const user = findOrdinaryUser()
  mkdirSync('.cache', { recursive: true })
  // A folder of its own for each run: two runs in one checkout must not build into each other.
  const builtFolder = mkdtempSync(join('.cache', 'e2e-build-'))
  try {
    await buildApp({ outDir: builtFolder, forTests: true })
    const stage = stageApp({ runtime, builtFolder, user })
    const virtual = hasDisplay() ? null : await startVirtualDisplay(user)
    project.provide('e2e', {
      launcher: stage.launcher,
      node: stage.node,
      base: stage.base,
      user,
      display: virtual?.display ?? process.env['DISPLAY'] ?? '',
      displaySwitches: virtual?.switches ?? [],
      runtimeHasModernNode: runtime.major >= 36,
    })
    return () => virtual?.stop()
  } finally {
    rmSync(builtFolder, { recursive: true, force: true })
  }
}
