import type { Session } from 'electron'
import type { ShellLogger } from '../logger.ts'
import { isAppUrl } from '../resolve-request.ts'

/** What a page may have. A permission that is not in this table is denied, whoever asks. */
const allowed: Readonly<Record<string, string>> = {
  'clipboard-sanitized-write': 'copying cells, phone numbers and links; text only, on a click',
}

/** The refused ones that somebody may want to switch on one day, and why they are off. */
export const deniedOnPurpose: Readonly<Record<string, string>> = {
  'clipboard-read': 'pasting arrives as an event of the field; no page reads the clipboard by itself',
  geolocation: 'places are addresses in records; nobody is tracked',
  media: 'no microphone, no camera',
  notifications: 'reminders are shown by the shell, which knows quiet hours',
  openExternal: 'links go through the checked list of external-links.ts',
  fullscreen: 'the window has its own command for it',
  'display-capture': 'the screen is not ours',
  hid: 'no devices',
  serial: 'no devices',
  usb: 'no devices',
}

/** Denies everything but the table: when a page asks, when it only checks, and when it wants a device. */
export function restrictPermissions(session: Session, log: ShellLogger): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = isGranted(permission, details.requestingUrl ?? '')
    if (!granted) log.write('warn', 'permission.denied', { permission })
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

export function isGranted(permission: string, requestingUrl: string): boolean {
  return Object.hasOwn(allowed, permission) && isAppUrl(requestingUrl)
}
