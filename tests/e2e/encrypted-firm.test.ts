import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { handOver, launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

const FIRM = '绝密泵阀制造有限公司'

describe('a firm founded in the window', () => {
  let folder = ''
  let launched: LaunchedApp | null = null
  let words: string[] = []

  beforeAll(() => void (folder = makeSharedFolder()))
  afterEach(async () => {
    await launched?.close()
    launched = null
  })
  afterAll(() => removeSharedFolder(folder))

  const directory = (): string => join(folder, 'firm')
  /** The profile stays from start to start, as on a person's computer. */
  async function start() {
    launched = await launchApp({ profileDir: join(folder, 'profile'), locale: 'zh-CN' })
    return launched.page
  }

  async function look(name: string): Promise<void> {
    const { page } = launched ?? expect.fail('nothing was launched')
    // dialogs come and go gently; half transparent text would count as too pale
    await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'))
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    }
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as { axe: { run: (where: string) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run('.el-dialog__body')).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
    })
    expect(found).toEqual([])
  }

  it('is encrypted on the disk, and gives its recovery words once', async () => {
    const page = await start()
    await page.locator('.way').first().click()
    await page.getByLabel('企业名称').fill(FIRM)
    await page.getByLabel('您的姓名').fill('王经理')
    await page.getByLabel('存放在哪个文件夹').fill(directory())
    await page.locator('.form-shell footer .el-button--primary').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '生成恢复词' }).waitFor()
    await look('encryption-offer')
    await dialog.getByRole('button', { name: '生成恢复词' }).click()
    await dialog.locator('li').nth(23).waitFor()
    await look('encryption-words')
    words = await dialog.locator('li').allTextContents()
    expect(new Set(words.map((word) => word.length))).toEqual(new Set([1]))
    expect(await dialog.getByRole('button', { name: '完成' }).isDisabled()).toBe(true)
    await dialog.getByText('我已抄写或保存好').click()
    await dialog.getByRole('button', { name: '完成' }).click()
    await page.waitForSelector('main h1')
    const files = readdirSync(directory(), { recursive: true, encoding: 'utf8' }).filter((file) => !file.endsWith('firm.join') && statSync(join(directory(), file)).isFile())
    expect(files).toContain('tributary.db')
    expect(files.filter((file) => readFileSync(join(directory(), file)).includes(FIRM))).toEqual([])
  })

  it('opens again at the next start, without a question', async () => {
    const page = await start()
    await page.waitForSelector('main h1')
    await page.evaluate(() => (window.location.hash = '#/settings'))
    await page.getByRole('button', { name: '加密' }).click()
    expect(await page.getByText('已加密', { exact: true }).textContent()).toBe('已加密')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('asks for the recovery words when the key of the computer no longer fits', async () => {
    copyFileSync(join(directory(), 'backups', 'keys.json'), join(directory(), 'keys.json'))
    handOver(directory())
    const page = await start()
    const dialog = page.getByRole('dialog', { name: '对不上' })
    await dialog.getByRole('textbox').fill(words.toReversed().join(''))
    await dialog.getByRole('button', { name: '打开' }).click()
    await page.waitForFunction(() => (document.querySelector('[role=dialog] [role=alert]')?.textContent ?? '') !== '')
    await look('encryption-unlock')
    await dialog.getByRole('textbox').fill(words.join(' '))
    await dialog.getByRole('button', { name: '打开' }).click()
    await page.waitForSelector('.shell main h1')
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.locator('.banner').count()).toBe(0)
  })
})
