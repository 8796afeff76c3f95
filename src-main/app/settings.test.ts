import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSettings } from './settings.ts'

describe('openSettings', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tributary-settings-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('begins with defaults', () => {
    expect(openSettings(join(folder, 'a/settings.json')).current()).toEqual({ workspaceDir: null, language: 'zh-CN', window: null })
  })

  it('gives back at the next start what was changed', () => {
    const file = join(folder, 'a/settings.json')
    openSettings(file).change({ workspaceDir: '/firm' })
    openSettings(file).change({ window: { bounds: { x: 1, y: 2, width: 900, height: 700 }, isMaximized: false } })
    expect(openSettings(file).current()).toMatchObject({ workspaceDir: '/firm', window: { bounds: { width: 900 } } })
  })

  it.each(['', '{', '[]', '{"workspaceDir": 5}'])('begins with defaults when the file says %j', (text) => {
    const file = join(folder, 'settings.json')
    writeFileSync(file, text)
    expect(openSettings(file).current().workspaceDir).toBeNull()
  })
})
