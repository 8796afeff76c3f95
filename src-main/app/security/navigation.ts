import type { App, WebContents } from 'electron'
import type { ShellLogger } from '../logger.ts'

/** Pins every page of the app, present and future, to where the shell loaded it: no navigation, no new window, no guest. */
export function restrictNavigation(app: App, log: ShellLogger): void {
  app.on('web-contents-created', (_event, contents) => pin(contents, log))
}

function pin(contents: WebContents, log: ShellLogger): void {
  const refuse = (event: { preventDefault(): void }, what: string): void => {
    event.preventDefault()
    log.write('warn', 'navigation.denied', { what })
  }
  contents.on('will-navigate', (event) => refuse(event, 'navigate'))
  contents.on('will-frame-navigate', (event) => refuse(event, 'frame-navigate'))
  contents.on('will-redirect', (event) => refuse(event, 'redirect'))
  contents.on('will-attach-webview', (event) => refuse(event, 'webview'))
  contents.setWindowOpenHandler(() => {
    log.write('warn', 'navigation.denied', { what: 'window-open' })
    return { action: 'deny' }
  })
}
