import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'

const Bounds = z.object({ x: z.int().optional(), y: z.int().optional(), width: z.int().min(400), height: z.int().min(300) })

/** What the shell remembers between starts; everything about business is in the workspace. */
export const Settings = z.object({
  workspaceDir: z.string().nullable().default(null),
  language: z.enum(['zh-CN', 'zh-TW', 'en']).default('zh-CN'),
  window: z.object({ bounds: Bounds, isMaximized: z.boolean() }).nullable().default(null),
})
export type Settings = z.infer<typeof Settings>

export interface SettingsFile {
  readonly current: () => Settings
  readonly change: (part: Partial<Settings>) => void
}

/**
 * Opens the settings.
 *
 * Edge    a missing or damaged file gives the defaults: they are conveniences, and a start must not fail on them.
 */
export function openSettings(file: string): SettingsFile {
  let current = readSettings(file)
  return {
    current: () => current,
    change: (part) => {
      current = { ...current, ...part }
      mkdirSync(dirname(file), { recursive: true })
      // Renamed into place, so that a power cut leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(current, null, 2))
      renameSync(`${file}.new`, file)
    },
  }
}

function readSettings(file: string): Settings {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Settings.parse({})
    throw error
  }
  const parsed = Settings.safeParse(parseJson(text))
  return parsed.success ? parsed.data : Settings.parse({})
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
