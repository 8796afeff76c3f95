import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { appOrigin } from './resolve-request.ts'
import type { SettingsFile } from './settings.ts'

const defaultSize = { width: 1280, height: 820 }

/** Opens the window where it was when it was closed last. It shows itself when the first page is painted. */
export function openMainWindow(settings: SettingsFile, page: string, isPackaged: boolean): BrowserWindow {
  const remembered = settings.current().window
  const window = new BrowserWindow({
    ...defaultSize,
    ...(remembered === null ? {} : withinScreens(remembered.bounds)),
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: join(__dirname, '../preload/bridge.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Dictionaries are fetched from the internet on first use.
      spellcheck: false,
      devTools: !isPackaged,
    },
  })
  if (remembered?.isMaximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => settings.change({ window: { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } }))
  void window.loadURL(`${appOrigin}/${page}`)
  return window
}

/** Drops a place that no screen shows any more (an unplugged monitor); the size stays. */
function withinScreens(bounds: { x?: number | undefined; y?: number | undefined; width: number; height: number }): Electron.BrowserWindowConstructorOptions {
  const { x, y, width, height } = bounds
  if (x === undefined || y === undefined) return { width, height }
  const isVisible = screen.getAllDisplays().some(({ workArea }) => {
    const overlapX = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    const overlapY = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y)
    return overlapX >= 100 && overlapY >= 100
  })
  return isVisible ? { x, y, width, height } : { width, height }
}
