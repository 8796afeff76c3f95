import { join } from 'node:path'
import { app, session, type BrowserWindow } from 'electron'
import { readCommandLine } from './command-line.ts'
import { DataHost } from './data-host.ts'
import { runHeadless } from './headless.ts'
import { systemVault } from './key-vault.ts'
import { openLog } from './logger.ts'
import { setMenu } from './menu.ts'
import { announceState, handOverPorts } from './ports.ts'
import { declareScheme, serveScheme } from './protocol.ts'
import { restrictNavigation } from './security/navigation.ts'
import { restrictNetwork } from './security/network.ts'
import { restrictPermissions } from './security/permissions.ts'
import { createValidatedIpc } from './security/validated-ipc.ts'
import { forkLauncher, utilityLauncher } from './service-process.ts'
import { openSettings } from './settings.ts'
import { answerShellRequests } from './shell-requests.ts'
import { openMainWindow } from './window.ts'

const commandLine = readCommandLine(process.argv.slice(1))

/** Names that only development and tests may give; a packaged app does not look at its environment. */
function developmentValue(name: string): string | null {
  const value = app.isPackaged ? undefined : process.env[name]
  return value === undefined || value === '' ? null : value
}

declareScheme()
app.enableSandbox()

const node = developmentValue('TRIBUTARY_SERVICE_NODE')

if (commandLine.headless !== null) {
  void runHeadless(join(__dirname, 'cli.cjs'), commandLine.headless, node).then((code) => app.exit(code))
} else if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(openWindowedApp)
} else {
  // The first instance comes to the front instead (see second-instance).
  app.quit()
}

function openWindowedApp(): void {
  const userData = app.getPath('userData')
  const logFolder = join(userData, 'logs')
  const log = openLog(join(logFolder, 'tributary.log'))
  const settings = openSettings(join(userData, 'settings.json'))

  restrictNavigation(app, log)
  restrictPermissions(session.defaultSession, log)
  restrictNetwork(session.defaultSession, log, app.isPackaged)
  serveScheme(join(__dirname, '../renderer'))
  setMenu(settings.current().language)

  let workspaceDir = commandLine.workspaceDir ?? settings.current().workspaceDir
  const setWorkspaceDir = (directory: string): void => {
    workspaceDir = directory
    settings.change({ workspaceDir: directory })
  }

  const serviceFile = join(__dirname, `${developmentValue('TRIBUTARY_SERVICE') ?? 'service'}.cjs`)
  const host = new DataHost({
    launch: node === null ? utilityLauncher(serviceFile) : forkLauncher(serviceFile, node),
    workspaceDir: () => workspaceDir,
    onState: announceState,
    vault: systemVault,
    log,
  })
  let window: BrowserWindow | null = null
  const ipc = createValidatedIpc(log, (candidate) => candidate === window)
  handOverPorts(ipc, host)
  answerShellRequests({ ipc, host, settings, log, workspaceDir: () => workspaceDir, setWorkspaceDir, logFolder })
  host.start()

  const page = developmentValue('TRIBUTARY_PAGE') ?? 'index.html'
  const showWindow = (): void => {
    if (window === null || window.isDestroyed()) window = openMainWindow(settings, page, app.isPackaged)
    if (window.isMinimized()) window.restore()
    window.focus()
  }
  showWindow()
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })

  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    // The service closes its workspace before the shell goes; quitting again then passes.
    event.preventDefault()
    void host.close().then(() => {
      isClosed = true
      app.quit()
    })
  })
  log.write('info', 'shell.started', { electron: process.versions.electron ?? '', packaged: app.isPackaged })
}
