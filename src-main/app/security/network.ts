import type { Session } from 'electron'
import type { ShellLogger } from '../logger.ts'
import { appScheme } from '../resolve-request.ts'

/**
 * Cancels every request of a page that is not for our own scheme. The policy header forbids them already; this holds even where a header
 * does not reach (prefetch, spell-check dictionaries, a future page that forgets it).
 */
export function restrictNetwork(session: Session, log: ShellLogger, isPackaged: boolean): void {
  // Developer tools load their own pages; a packaged app has none.
  const schemes = new Set(isPackaged ? [appScheme] : [appScheme, 'devtools', 'chrome-devtools'])
  session.webRequest.onBeforeRequest((details, answer) => {
    const scheme = details.url.split(':', 1)[0] ?? ''
    const cancel = !schemes.has(scheme) && !(scheme === 'data' && details.resourceType === 'image')
    if (cancel) log.write('warn', 'request.denied', { scheme, resourceType: details.resourceType })
    answer({ cancel })
  })
}
