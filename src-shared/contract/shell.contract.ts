import * as z from 'zod'

/**
 * What the window may ask of the shell (the main process), and nothing else. Business goes to the data service over the port;
 * the shell only knows windows, dialogs and folders. Every input and output is checked in the main process.
 */

const FileFilter = z.object({ name: z.string().min(1).max(100), extensions: z.array(z.string().regex(/^[A-Za-z0-9*]{1,10}$/)).min(1) })
const AbsolutePath = z.string().min(1).max(4096)
const None = z.void()

/** Where the data service is in its life; the window shows a bar for everything but `ready`. */
export const ServiceState = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'stopped']),
  /** Restarts in a row so far; after the third failure the phase is `stopped`. */
  restarts: z.int().nonnegative(),
  /** Why the workspace asked for is not open (message `errors.<kind>`), although the service may run without one. */
  problem: z.object({ kind: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
})
export type ServiceState = z.infer<typeof ServiceState>

export const shellContract = {
  /** Lets the person choose files; empty when cancelled. */
  chooseFiles: {
    input: z.object({ filters: z.array(FileFilter).max(10).default([]), multiple: z.boolean().default(false) }),
    output: z.array(AbsolutePath),
  },
  /** Lets the person choose or make a folder; null when cancelled. */
  chooseFolder: { input: None, output: AbsolutePath.nullable() },
  /** Lets the person choose several folders at once; empty when cancelled. */
  chooseFolders: { input: None, output: z.array(AbsolutePath) },
  /** Lets the person say where to save; nothing is written. Null when cancelled. */
  chooseSaveFile: {
    input: z.object({ suggestedName: z.string().min(1).max(200), filters: z.array(FileFilter).max(10).default([]) }),
    output: AbsolutePath.nullable(),
  },
  /** Shows a file in the system's file manager. */
  showItemInFolder: { input: z.object({ path: AbsolutePath }), output: None },
  /** Opens an https: or mailto: address outside; false when the address is not allowed. */
  openExternal: { input: z.object({ url: z.string().max(2000) }), output: z.boolean() },
  /** The languages the system prefers, best first, as BCP 47 tags. */
  getLocale: { input: None, output: z.array(z.string()) },
  /** The directory that was opened last, null before the first. */
  getWorkspacePath: { input: None, output: AbsolutePath.nullable() },
  /** Call it after the service opened another workspace: the next start and every restart of the service open this one. */
  rememberWorkspace: { input: z.object({ directory: AbsolutePath }), output: None },
  /** Makes native parts (menus, dialogs) follow the theme of the window. */
  setThemeSource: { input: z.object({ theme: z.enum(['system', 'light', 'dark']) }), output: None },
  /** Makes the menu speak the language of the window. */
  setLanguage: { input: z.object({ language: z.enum(['zh-CN', 'zh-TW', 'en']) }), output: None },
  getServiceState: { input: None, output: ServiceState },
  /** Starts the service again after `stopped`. */
  restartService: { input: None, output: None },
  /** Shows the folder of the log files. */
  showLogs: { input: None, output: None },
} as const

export type ShellContract = typeof shellContract
export type ShellRequest = keyof ShellContract

/** The named requests as the window calls them. */
export type ShellBridge = {
  readonly [Name in ShellRequest]: undefined extends z.input<ShellContract[Name]['input']>
    ? () => Promise<z.output<ShellContract[Name]['output']>>
    : (input: z.input<ShellContract[Name]['input']>) => Promise<z.output<ShellContract[Name]['output']>>
}

/** The `type` of the window message that brings a port; its `nonce` is the one given to `connect`. */
export const portMessageType = 'tributary:port'

/**
 * All that the page sees of the shell, as `window.tributary`.
 *
 * Shape   `connect(nonce)` asks for a port to the data service. It comes as a window message
 *         `{ type: 'tributary:port', nonce }` with the port in `event.ports[0]`, posted to our own origin only: check `event.origin`,
 *         `event.source === window` and the nonce. A request made while the service starts is answered once it is ready.
 * Edge    when the service ends, calls in flight get no answer. Older Chromium does not tell the page that a port died, so on every
 *         `onServiceState` whose phase is not `ready` say `port.dispatchEvent(new Event('close'))` (the RPC link then rejects what is
 *         pending) and connect again when the phase is `ready`.
 */
export interface TributaryBridge {
  readonly connect: (nonce: string) => void
  /** Calls back at every change of the service's state; gives a function that ends this. */
  readonly onServiceState: (listener: (state: ServiceState) => void) => () => void
  /** Where a file lies that was dropped onto the window; empty for one that lies nowhere (a picture from a page). Takes a `File`. */
  readonly pathOfFile: (file: object) => string
  readonly shell: ShellBridge
}

declare global {
  interface Window {
    readonly tributary: TributaryBridge
  }
}
