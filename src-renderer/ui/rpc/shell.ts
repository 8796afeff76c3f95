import { inject, type InjectionKey } from 'vue'
import type { ShellBridge } from '#shared/contract/shell.contract.ts'

export const shellKey: InjectionKey<ShellBridge> = Symbol('shell')

/** Gives the requests that the main process answers: dialogs, folders, theme and language of native parts. */
export function useShell(): ShellBridge {
  const shell = inject(shellKey)
  if (!shell) throw new Error('useShell: no shell is provided; mount under the app or provide shellKey in the test')
  return shell
}
