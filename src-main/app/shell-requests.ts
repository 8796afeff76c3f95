import { app, dialog, nativeTheme, shell, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { isAbsolute, normalize } from 'node:path'
import type { z } from 'zod'
import { shellContract, type ShellContract, type ShellRequest } from '#shared/contract/shell.contract.ts'
import type { DataHost } from './data-host.ts'
import type { ShellLogger } from './logger.ts'
import { setMenu } from './menu.ts'
import { openExternalLink } from './security/external-links.ts'
import type { Sender, ValidatedIpc } from './security/validated-ipc.ts'
import type { SettingsFile } from './settings.ts'

export interface ShellRequestOptions {
  readonly ipc: ValidatedIpc
  readonly host: DataHost
  readonly settings: SettingsFile
  readonly log: ShellLogger
  readonly workspaceDir: () => string | null
  readonly setWorkspaceDir: (directory: string) => void
  readonly logFolder: string
}

type Answers = {
  readonly [Name in ShellRequest]: (
    input: z.output<ShellContract[Name]['input']>,
    sender: Sender,
  ) => z.output<ShellContract[Name]['output']> | Promise<z.output<ShellContract[Name]['output']>>
}

/** Answers every request of the shell contract; the type of the table makes a forgotten one a compile error. */
export function answerShellRequests(options: ShellRequestOptions): void {
  const answers = createAnswers(options)
  const register = <Name extends ShellRequest>(name: Name): void => {
    const { input, output }: { input: z.ZodType; output: z.ZodType } = shellContract[name]
    options.ipc.handle(`shell:${name}`, { input, output }, answers[name] as (input: unknown, sender: Sender) => unknown)
  }
  for (const name of Object.keys(shellContract) as ShellRequest[]) register(name)
}

function createAnswers({ host, settings, log, workspaceDir, setWorkspaceDir, logFolder }: ShellRequestOptions): Answers {
  return {
    chooseFiles: ({ filters, multiple }, { window }) =>
      choose(window, { filters, properties: ['openFile', ...(multiple ? (['multiSelections'] as const) : [])] }),
    chooseFolder: async (_input, { window }) => {
      const chosen = await choose(window, { properties: ['openDirectory', 'createDirectory'] })
      return chosen[0] ?? null
    },
    chooseFolders: (_input, { window }) => choose(window, { properties: ['openDirectory', 'multiSelections'] }),
    chooseSaveFile: async ({ suggestedName, filters }, { window }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName, filters })
      return canceled || !filePath ? null : filePath
    },
    showItemInFolder: ({ path }) => {
      // Selecting a file runs nothing, but a relative name would depend on where the program was started.
      if (isAbsolute(path)) shell.showItemInFolder(normalize(path))
    },
    openExternal: ({ url }) => openExternalLink(url, log),
    getLocale: () => preferredLanguages(),
    getWorkspacePath: () => workspaceDir(),
    rememberWorkspace: ({ directory }) => {
      if (isAbsolute(directory)) setWorkspaceDir(normalize(directory))
    },
    setThemeSource: ({ theme }) => {
      nativeTheme.themeSource = theme
    },
    setLanguage: ({ language }) => {
      settings.change({ language })
      setMenu(language)
    },
    getServiceState: () => host.state,
    restartService: () => host.start(),
    showLogs: async () => {
      await shell.openPath(logFolder)
    },
  }
}

async function choose(window: BrowserWindow, options: OpenDialogOptions): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled ? [] : filePaths
}

function preferredLanguages(): string[] {
  const preferred = app.getPreferredSystemLanguages()
  return preferred.length > 0 ? preferred : [app.getLocale()]
}
