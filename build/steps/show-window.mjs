import { StepError, say } from './console.mjs'
import { start } from './run.mjs'
import { windowEnvironment } from './window-environment.mjs'

/** Opens the window on the display and waits until the person closes it. */
export function showWindow({ runtime, stage, user, workspaceDir }) {
  say('opening the window; close it, or press Ctrl+C here, to end')
  return new Promise((resolve, reject) => {
    const child = start(stage.launcher, ['--workspace', workspaceDir], {
      cwd: '/',
      env: windowEnvironment({ runtime, stage, user }),
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('error', (error) => reject(new StepError(`the window cannot be opened: ${error.message}`)))
    child.once('exit', (code, signal) => (code === 0 ? resolve() : reject(new StepError(`the window ended with ${signal ?? `exit code ${code}`}`))))
  })
}
