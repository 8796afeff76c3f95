import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The first major of Electron whose own Node loads the database driver; below it the service runs in Node 24. */
const firstModernMajor = 36

/**
 * Gives the environment of a window. Where the ordinary user is one made for the purpose, he gets a home of his own beside the stage
 * (kept, with the window's settings) and, if there is one, the cookie of the display.
 */
export function windowEnvironment({ runtime, stage, user, display }) {
  const service = runtime.major < firstModernMajor ? { TRIBUTARY_SERVICE_NODE: stage.node } : {}
  if (user === null) return { ...process.env, ...service, ...(display === undefined ? {} : { DISPLAY: display }) }

  const home = join(stage.base, 'home')
  own(home, user)
  const runtimeDir = mkdtempSync(join(home, 'run-'))
  chownSync(runtimeDir, user.uid, user.gid)
  const { PATH, LANG, LANGUAGE, LC_ALL, TZ } = process.env
  return {
    ...Object.fromEntries(Object.entries({ PATH, LANG, LANGUAGE, LC_ALL, TZ }).filter(([, value]) => value !== undefined)),
    ...service,
    DISPLAY: display ?? process.env.DISPLAY ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDir,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...(display === undefined ? displayCookie(home, user) : {}),
  }
}

function displayCookie(home, user) {
  const cookie = process.env.XAUTHORITY || join(homedir(), '.Xauthority')
  if (!existsSync(cookie)) return {}
  const copy = join(home, '.Xauthority')
  copyFileSync(cookie, copy)
  chmodSync(copy, 0o600)
  chownSync(copy, user.uid, user.gid)
  return { XAUTHORITY: copy }
}

function own(folder, user) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, user.uid, user.gid)
}
