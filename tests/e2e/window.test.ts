import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

describe('window over the demo firm', () => {
  let folder = ''
  let launched: LaunchedApp

  beforeAll(async () => {
    folder = makeSharedFolder()
    const demo = makeSharedFolder()
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'demo', join(demo, 'firm'), '--scale', 'small'], { cwd: root, stdio: 'ignore' })
    cpSync(join(demo, 'firm', 'manager'), join(folder, 'manager'), { recursive: true })
    removeSharedFolder(demo)
    launched = await launchApp({ workspaceDir: join(folder, 'manager'), locale: 'zh-CN' })
    // the first page is chosen once the workspace is known: going elsewhere before that would be undone
    await launched.page.waitForSelector('main h1')
  })
  afterAll(async () => {
    await launched?.close()
    removeSharedFolder(folder)
  })

  async function picture(name: string): Promise<void> {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await launched.page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  it('answers the five questions of the gallery with a sentence each, without breaking its policy', async () => {
    const { page } = launched
    await page.evaluate(() => {
      const broken: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.violatedDirective))
      Object.assign(window, { broken })
    })
    await page.evaluate(() => (window.location.hash = '#/analysis'))
    await page.waitForFunction(() => document.querySelectorAll('.card .finding').length === 5, undefined, { timeout: 15_000 }).catch(async (error: unknown) => {
      await picture('gallery-late')
      throw error
    })
    await picture('gallery')
    expect(await page.locator('.card .finding').allTextContents()).not.toContain('')
    expect(await page.evaluate(() => (window as unknown as { broken: string[] }).broken)).toEqual([])
  })

  it('opens the records behind a figure', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/analysis/contribution'))
    await page.locator('.data-table .row .opener').first().click({ timeout: 10_000 })
    await page.waitForSelector('.drawer .data-table .row .opener')
    await picture('records')
    expect(await page.locator('.drawer .count').textContent()).toMatch(/\d/)
  })

  it('changes language and theme at run time, everywhere at once, and keeps them', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/settings'))
    await page.getByText('English', { exact: true }).click()
    await page.getByText('Dark', { exact: true }).click()
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark' && document.documentElement.lang === 'en')
    await picture('settings')
    expect(await page.locator('nav').first().textContent()).toContain('Settings')
    await page.reload()
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark' && document.documentElement.lang === 'en')
  })

  it('finds its way by keys alone: palette, arrows, Enter', async () => {
    const { page } = launched
    await page.waitForSelector('.shell')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('analysis')
    await page.waitForSelector('.palette .entry')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => window.location.hash.startsWith('#/analysis'))
    await picture('palette-went')
  })

  it.each(['/analysis', '/analysis/win-loss', '/settings'])('can be read and used by everybody (%s)', async (path) => {
    const { page } = launched
    await page.evaluate((to) => (window.location.hash = `#${to}`), path)
    await page.waitForSelector('.page h1')
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
    })
    expect(found).toEqual([])
  })
})
