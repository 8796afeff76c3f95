import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOver, launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

describe('the key of the firm', () => {
  let folder = ''
  let launched: LaunchedApp

  beforeAll(async () => {
    folder = makeSharedFolder()
    const place = ['--firm', '江海泵阀', '--role', 'manager', '--employee', '王经理']
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'init', join(folder, 'firm'), ...place], { cwd: root, stdio: 'ignore' })
    handOver(folder)
    launched = await launchApp({ workspaceDir: join(folder, 'firm'), locale: 'zh-CN' })
    await launched.page.waitForSelector('main h1')
  })
  afterAll(async () => {
    await launched.close()
    removeSharedFolder(folder)
  })

  async function picture(name: string): Promise<void> {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await launched.page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  it('is shown as words, and leaves the computer when two of them are entered', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/settings'))
    await page.getByRole('button', { name: '企业主密钥' }).click()
    await page.getByRole('button', { name: '显示单词' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('li').nth(23).waitFor()
    await picture('root-key-words')
    const words = await dialog.locator('li').allTextContents()
    await dialog.getByRole('button', { name: '我已写下' }).click()
    const labels = await dialog.locator('label span').allTextContents()
    const asked = labels.map((label) => Number(/\d+/.exec(label)?.[0])).filter((at) => at > 0)
    expect(asked).toHaveLength(2)
    await dialog.getByRole('textbox').nth(0).fill(words[(asked[0] ?? 0) - 1] ?? '')
    await dialog.getByRole('textbox').nth(1).fill('错')
    const takeAway = dialog.getByRole('button', { name: '从这台电脑移走' })
    await takeAway.click()
    await page.waitForFunction(() => (document.querySelector('[role=dialog] [role=alert]')?.textContent ?? '') !== '')
    await picture('root-key-check')
    await dialog.getByRole('textbox').nth(1).fill(words[(asked[1] ?? 0) - 1] ?? '')
    await takeAway.click()
    await page.getByText('不在这台电脑上', { exact: true }).waitFor()
    await picture('root-key-elsewhere')
    const kept = JSON.parse(readFileSync(join(folder, 'firm', 'identity.json'), 'utf8')) as { readonly rootSeed: string | null }
    expect(kept.rootSeed).toBeNull()
  })
})
