/**
 * `npm start`: installs what is missing, builds, makes the demo firm and opens it in the window. Runs on Node 20 with nothing installed.
 * Without a display it opens the window on a virtual one, writes demo/report.xlsx and demo/window.png, and stops.
 */
import { script } from './steps/console.mjs'
import { ensureNodeModules } from './steps/node-modules.mjs'

await script(async () => {
  await ensureNodeModules()
  // Only now are the packages there that the rest imports.
  const { openDemo } = await import('./steps/open-demo.mjs')
  await openDemo()
})
