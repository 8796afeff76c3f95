import { join } from 'node:path'
import { projectNode, root } from './paths.mjs'
import { projectEnvironment, run } from './run.mjs'

/**
 * Builds the app into a folder: the product, or the product with the probes of the end-to-end tests.
 *
 * @param {{ outDir: string, forTests?: boolean }} options
 */
export async function buildApp({ outDir, forTests = false }) {
  // The package's own command file is not executable in every installation.
  await run(projectNode, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], {
    env: projectEnvironment({ TRIBUTARY_OUT_DIR: outDir, ...(forTests ? { TRIBUTARY_BUILD: 'test' } : {}) }),
    title: 'electron-vite build',
    tailLines: 40,
    timeoutMs: 300_000,
  })
}
