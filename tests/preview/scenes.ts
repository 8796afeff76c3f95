import type { Page } from 'playwright-core'

export interface Scene {
  readonly name: string
  readonly path: string
  readonly theme?: 'light' | 'dark'
  readonly language?: 'zh-CN' | 'zh-TW' | 'en'
  readonly query?: string
  readonly width?: number
  readonly height?: number
  readonly act?: (page: Page) => Promise<unknown>
}

export const scenes: readonly Scene[] = [
  { name: 'settings-light', path: '/settings' },
  { name: 'settings-dark-en', path: '/settings', theme: 'dark', language: 'en' },
]
