import { BrowserWindow, MessageChannelMain } from 'electron'
import * as z from 'zod'
import type { ServiceState } from '#shared/contract/shell.contract.ts'
import type { DataHost } from './data-host.ts'
import type { ValidatedIpc } from './security/validated-ipc.ts'

/** Hands one end of a fresh channel to the window that asked and the other to the service; from then on main is not in the path. */
export function handOverPorts(ipc: ValidatedIpc, host: DataHost): void {
  ipc.on('service:connect', z.string().min(16).max(64), (nonce, { frame }) => {
    const { port1, port2 } = new MessageChannelMain()
    host.connect(port1)
    frame.postMessage('service:port', nonce, [port2])
  })
}

export function announceState(state: ServiceState): void {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed()) window.webContents.send('service:state', state)
  }
}
