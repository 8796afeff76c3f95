import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
/** Set it to keep a picture of every screen in both themes, Chinese and English. */
const pictures = process.env['TRIBUTARY_PICTURES']

/** Every screen of the frame, and what shows that its data have come. */
const SCREENS: readonly (readonly [path: string, filled: string])[] = [
  ['/workbench', 'main .card, main .panel'],
  ['/customers', '.data-table .row'],
  ['/opportunities', 'main [data-stage], main .column, .data-table .row'],
  ['/orders', '.data-table .row'],
  ['/activities', '.data-table .row'],
  ['/products', '.data-table .row'],
  ['/organisation', 'main h1'],
  ['/calendar', 'main h1'],
  ['/targets', 'main h1'],
  ['/analysis', '.card .finding'],
  ['/analysis/sales-trend', 'main canvas'],
  ['/analysis/key-customers', 'main canvas'],
  ['/analysis/contribution', 'main canvas'],
  ['/analysis/plan-attainment', 'main canvas'],
  ['/analysis/win-loss', 'main canvas'],
  ['/sync', 'main h1'],
  ['/import', 'main h1'],
  ['/journal', 'main h1'],
  ['/settings', 'main h1'],
]

describe('every screen over the demo firm', () => {
  let folder = ''
  let launched: LaunchedApp
  const troubles: string[] = []

  beforeAll(async () => {
    folder = makeSharedFolder()
    const demo = makeSharedFolder()
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'demo', join(demo, 'firm'), '--scale', 'small'], { cwd: root, stdio: 'ignore' })
    cpSync(join(demo, 'firm', 'manager'), join(folder, 'manager'), { recursive: true })
    removeSharedFolder(demo)
    launched = await launchApp({ workspaceDir: join(folder, 'manager'), locale: 'zh-CN' })
    const { page } = launched
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text())
    })
    await page.waitForSelector('main h1')
  })
  afterAll(async () => {
    await launched?.close()
    removeSharedFolder(folder)
  })

  async function open(path: string, filled: string): Promise<void> {
    const { page } = launched
    await page.evaluate((to) => (window.location.hash = `#${to}`), path)
    await page.waitForFunction((to) => window.location.hash.startsWith(`#${to}`), path)
    await page.waitForSelector(filled, { timeout: 15_000 })
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, undefined, { timeout: 15_000 })
  }

  async function choose(language: string, theme: string): Promise<void> {
    const { page } = launched
    await open('/settings', 'main h1')
    await page.getByText(language, { exact: true }).click()
    await page.locator('main').getByText(theme, { exact: true }).click()
  }

  async function picture(name: string): Promise<void> {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await launched.page.waitForTimeout(300)
    await launched.page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  it.each(SCREENS)('shows %s with its data and without an error', async (path, filled) => {
    await open(path, filled)
    expect(await launched.page.locator('main .error-state').count()).toBe(0)
    await picture(`light-zh${path.replaceAll('/', '-')}`)
    expect(troubles.splice(0)).toEqual([])
  })

  it('opens a customer, and his order, from the lists', async () => {
    const { page } = launched
    await open('/customers', '.data-table .row')
    await page.locator('.data-table .row .opener, .data-table .row a').first().click()
    await page.waitForFunction(() => /#\/customers\/[0-9a-f-]{36}/.test(window.location.hash))
    await page.waitForSelector('main h1')
    await picture('light-zh-customer')
    await open('/orders', '.data-table .row')
    await page.locator('.data-table .row .opener, .data-table .row a').first().click()
    await page.waitForFunction(() => /#\/orders\/[0-9a-f-]{36}/.test(window.location.hash))
    await picture('light-zh-order')
    expect(troubles.splice(0)).toEqual([])
  })

  it('shows no untranslated key in English and dark on any screen', async () => {
    await choose('English', 'Dark')
    for (const [path, filled] of SCREENS) {
      await open(path, filled)
      const text = await launched.page.locator('body').innerText()
      expect(text.match(/\b[a-z-]+\.[a-z-]+\.[a-zA-Z.-]+\b/g)?.filter((word) => !/\.(db|xlsx|csv|json|join)$/.test(word)) ?? [], path).toEqual([])
      await picture(`dark-en${path.replaceAll('/', '-')}`)
    }
    expect(troubles.splice(0)).toEqual([])
  })
})
