import { spawn } from 'node:child_process'
import { app, utilityProcess } from 'electron'

/**
 * Runs a command of the command line without a window and gives its exit code.
 *
 * Edge    in the product the command runs in a utility process, since the fuse that would let Electron play Node is off. On Linux Electron still wants a display (an Xvfb will do); servers run the
 *         command line in plain Node.
 */
export async function runHeadless(file: string, args: readonly string[], node: string | null): Promise<number> {
  if (node !== null) return exitCodeOf(spawn(node, [file, ...args], { stdio: 'inherit' }))
  // No window, so no graphics process either.
  app.disableHardwareAcceleration()
  await app.whenReady()
  return exitCodeOf(utilityProcess.fork(file, [...args], { serviceName: 'Tributary command', stdio: 'inherit' }))
}

function exitCodeOf(child: { once(event: 'exit', listener: (code: number | null) => void): unknown }): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}
