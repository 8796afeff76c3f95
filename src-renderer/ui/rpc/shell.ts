import { inject, type InjectionKey } from 'vue'
import type { ShellBridge, TributaryBridge } from '#shared/contract/shell.contract.ts'

export const shellKey: InjectionKey<ShellBridge> = Symbol('shell')

/** Gives the requests that the main process answers: dialogs, folders, theme and language of native parts. */
export function useShell(): ShellBridge {
  const shell = inject(shellKey)
  if (!shell) throw new Error('useShell: no shell is provided; mount under the app or provide shellKey in the test')
  return shell
}

export const pathOfFileKey: InjectionKey<TributaryBridge['pathOfFile']> = Symbol('path-of-file')

/** Gives where a dropped file lies; empty for one that lies nowhere. */
export function usePathOfFile(): TributaryBridge['pathOfFile'] {
  return inject(pathOfFileKey, () => '')
}
