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
  { name: 'palette-light', path: '/settings', act: openPalette },
  { name: 'palette-dark-en', path: '/settings', theme: 'dark', language: 'en', act: openPalette },
  { name: 'customers-light', path: '/customers' },
  { name: 'customers-dark-en', path: '/customers', theme: 'dark', language: 'en' },
  { name: 'doubles-light', path: '/customers?new=1', act: (page) => typeCustomer(page, '苏州恒达机械', '') },
  { name: 'doubles-dark-en', path: '/customers?new=1', theme: 'dark', language: 'en', act: (page) => typeCustomer(page, '苏州恒达机械', '') },
  { name: 'doubles-look-tw', path: '/customers?new=1', language: 'zh-TW', act: (page) => typeCustomer(page, '华为技术', '9144O3001922038216') },
  { name: 'doubles-drawer', path: '/customers?new=1', act: (page) => typeCustomer(page, '苏州恒达机械', '').then(() => page.locator('.duplicates button').first().click()) },
  { name: 'doubles-drawer-dark', path: '/customers?new=1', theme: 'dark', act: (page) => typeCustomer(page, '苏州恒达机械', '').then(() => page.locator('.duplicates button').first().click()) },
  { name: 'doubles-code', path: '/customers?new=1', act: (page) => typeCustomer(page, '苏州恒达机械', '914403001922038216').then(() => page.keyboard.press('Control+Enter')) },
  { name: 'gallery-light', path: '/analysis' },
  { name: 'gallery-dark-en', path: '/analysis', theme: 'dark', language: 'en' },
  { name: 'model-trend-light', path: '/analysis/sales-trend', height: 1300 },
  { name: 'model-trend-dark-en', path: '/analysis/sales-trend', height: 1300, theme: 'dark', language: 'en', act: (page) => page.getByText('Compare with last year').click() },
  { name: 'model-key-light', path: '/analysis/key-customers', height: 1300 },
  { name: 'model-contribution-light', path: '/analysis/contribution', height: 1100 },
  { name: 'model-plan-light', path: '/analysis/plan-attainment', height: 1300 },
  { name: 'model-winloss-light', path: '/analysis/win-loss', height: 1300 },
  { name: 'model-records', path: '/analysis/contribution', act: (page) => page.getByText('查看明细').click() },
  { name: 'gallery-tw-dark', path: '/analysis', theme: 'dark', language: 'zh-TW' },
  { name: 'gallery-narrow', path: '/analysis', width: 860, height: 900 },
  { name: 'model-method', path: '/analysis/win-loss', height: 1300, language: 'en', act: (page) => page.locator('summary').click() },
  { name: 'shortcuts', path: '/settings', act: (page) => page.keyboard.press('?') },
  { name: 'settings-light', path: '/settings' },
  { name: 'settings-backup', path: '/settings', act: (page) => page.getByText('备份').first().click() },
  { name: 'setup-light', path: '/', query: 'empty' },
  { name: 'setup-dark-en', path: '/', query: 'empty', theme: 'dark', language: 'en', act: (page) => page.getByText('Start for a firm').click() },
  { name: 'setup-code', path: '/', query: 'empty', act: (page) => page.getByText('用配对码加入').click() },
  { name: 'pairing-choose', path: '/sync', act: openPairing },
  { name: 'pairing-code', path: '/sync', query: 'pairing=open', act: openPairing },
  { name: 'pairing-choose-dark-en', path: '/sync', theme: 'dark', language: 'en', act: openPairing },
  { name: 'sync-ways', path: '/sync', width: 1280, height: 820 },
  { name: 'sync-ways-dark-en', path: '/sync', theme: 'dark', language: 'en', query: 'bad' },
  { name: 'sync-ways-bad', path: '/sync', query: 'bad' },
  { name: 'sync-ways-new-tw', path: '/sync', query: 'new', language: 'zh-TW' },
  { name: 'sync-ways-narrow', path: '/sync', query: 'bad', width: 860, height: 1000 },
  { name: 'sync-held', path: '/sync?tab=held', query: 'bad' },
  { name: 'sync-held-dark-en', path: '/sync?tab=held', query: 'bad', theme: 'dark', language: 'en' },
  { name: 'sync-devices', path: '/sync?tab=devices' },
  { name: 'sync-devices-dark-en', path: '/sync?tab=devices', theme: 'dark', language: 'en' },
  { name: 'sync-revoke-en', path: '/sync?tab=devices', language: 'en', act: (page) => page.getByRole('button', { name: /Revoke/ }).first().click() },
  { name: 'sync-merge-dark', path: '/sync?tab=merge', theme: 'dark' },
  { name: 'sync-copies', path: '/sync?tab=copies' },
  { name: 'sync-copies-dark-en', path: '/sync?tab=copies', theme: 'dark', language: 'en' },
  { name: 'sync-add-way', path: '/sync', act: (page) => page.getByRole('button', { name: '添加途径' }).click() },
  { name: 'settings-dark-en', path: '/settings', theme: 'dark', language: 'en' },
]

async function openPairing(page: Page): Promise<void> {
  await page.getByRole('button', { name: /让同事加入|Let somebody join/ }).click()
  await page.waitForTimeout(400)
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ht')
  await page.waitForTimeout(300)
}

async function typeCustomer(page: Page, name: string, creditCode: string): Promise<void> {
  const fields = page.locator('.el-dialog input')
  await fields.first().fill(name)
  if (creditCode !== '') await page.getByLabel(/信用代码|信用代碼|credit code/i).fill(creditCode)
  await page.waitForTimeout(700)
}
