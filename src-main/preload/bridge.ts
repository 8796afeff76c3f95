import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { ServiceState, ShellBridge, TributaryBridge } from '#shared/contract/shell.contract.ts'

/**
 * Everything the page gets from the shell, each thing by its name: no generic send, no event objects, no Node.
 * Payloads are checked on the other side, which does not trust this one.
 */
const shell: ShellBridge = {
  chooseFiles: (input) => ipcRenderer.invoke('shell:chooseFiles', input),
  chooseFolder: () => ipcRenderer.invoke('shell:chooseFolder'),
  chooseFolders: () => ipcRenderer.invoke('shell:chooseFolders'),
  chooseSaveFile: (input) => ipcRenderer.invoke('shell:chooseSaveFile', input),
  showItemInFolder: (input) => ipcRenderer.invoke('shell:showItemInFolder', input),
  openExternal: (input) => ipcRenderer.invoke('shell:openExternal', input),
  getLocale: () => ipcRenderer.invoke('shell:getLocale'),
  getWorkspacePath: () => ipcRenderer.invoke('shell:getWorkspacePath'),
  rememberWorkspace: (input) => ipcRenderer.invoke('shell:rememberWorkspace', input),
  setThemeSource: (input) => ipcRenderer.invoke('shell:setThemeSource', input),
  setLanguage: (input) => ipcRenderer.invoke('shell:setLanguage', input),
  getServiceState: () => ipcRenderer.invoke('shell:getServiceState'),
  restartService: () => ipcRenderer.invoke('shell:restartService'),
  showLogs: () => ipcRenderer.invoke('shell:showLogs'),
}

function pathOfFile(file: object): string {
  if (!(file instanceof File)) return ''
  // The old runtime, which serves development alone, has no webUtils and tells it on the file itself.
  const path: unknown = 'path' in file ? file.path : webUtils.getPathForFile(file)
  return typeof path === 'string' ? path : ''
}

const bridge: TributaryBridge = {
  connect: (nonce) => ipcRenderer.send('service:connect', nonce),
  onServiceState: (listener) => {
    const forward = (_event: unknown, state: ServiceState): void => listener(state)
    ipcRenderer.on('service:state', forward)
    return () => void ipcRenderer.off('service:state', forward)
  },
  pathOfFile,
  shell,
}

// A port cannot pass the context bridge; it goes to the page as a message to our own origin, with the nonce that the page chose.
// `location.origin` reads "null" nowhere here: the scheme is registered as standard.
ipcRenderer.on('service:port', (event, nonce: string) => {
  window.postMessage({ type: 'tributary:port', nonce }, window.location.origin, [...event.ports])
})

contextBridge.exposeInMainWorld('tributary', bridge)
