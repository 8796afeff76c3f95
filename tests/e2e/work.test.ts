import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOver, launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

describe('a manager at work', () => {
  let folder = ''
  let launched: LaunchedApp

  beforeAll(async () => {
    folder = makeSharedFolder()
    const demo = makeSharedFolder()
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'demo', join(demo, 'firm'), '--scale', 'small'], { cwd: root, stdio: 'ignore' })
    const [first = ''] = readdirSync(join(demo, 'firm', 'reps')).sort()
    cpSync(join(demo, 'firm', 'manager'), join(folder, 'own'), { recursive: true })
    cpSync(join(demo, 'firm', 'reps', first), join(folder, 'colleague'), { recursive: true })
    writeFileSync(join(folder, 'new.csv'), '客户名称,等级\n衡阳导入一号机械有限公司,A\n衡阳导入二号机械有限公司,甲\n')
    writeFileSync(join(folder, 'met.csv'), '客户名称\n漳州同事新客户水务有限公司\n')
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'import', join(folder, 'colleague'), join(folder, 'met.csv'), '--as', 'customers'], { cwd: root, stdio: 'ignore' })
    removeSharedFolder(demo)
    handOver(folder)
    launched = await launchApp({ workspaceDir: join(folder, 'own'), locale: 'zh-CN' })
    await launched.page.waitForSelector('main h1')
  }, 120_000)
  afterAll(async () => {
    await launched?.close()
    removeSharedFolder(folder)
  })

  async function go(path: string, name: string): Promise<void> {
    const { page } = launched
    await page.evaluate((to) => (window.location.hash = `#${to}`), path)
    await page.waitForSelector('.page h1')
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
    await picture(name)
  }
  async function picture(name: string): Promise<void> {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await launched.page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  /** The dialogs of the system answer with these paths from now on. */
  async function answerDialogs(...paths: string[]): Promise<void> {
    await launched.app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
    }, paths)
  }

  it('writes a visit down and plans the next one with a handful of keys', async () => {
    const { page } = launched
    await go('/workbench', 'work-workbench')
    await page.keyboard.press('Control+l')
    await page.waitForFunction(() => document.activeElement?.closest('.quick-log .who') !== null)
    await page.keyboard.type('有')
    await page.waitForSelector('.el-select-dropdown__item', { state: 'visible' })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.closest('.quick-log .text') !== null)
    await page.keyboard.press('Alt+3')
    await picture('work-quick-log')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.notice.done')
    await go('/journal', 'work-journal')
    expect(await page.locator('.step .what').first().textContent()).toContain('拜访')
  })

  it('moves a deal by keys, and asks why before it is lost', async () => {
    const { page } = launched
    await go('/opportunities?view=board', 'work-board')
    const card = page.locator('.column').first().locator('.card').first()
    const deal = await card.getAttribute('data-deal')
    await card.focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.waitForFunction((id) => document.querySelectorAll('.column')[1]?.querySelector(`[data-deal="${id}"]`) !== null, deal)
    await page.locator(`[data-deal="${deal}"] .more`).click()
    await page.getByRole('menuitem', { name: '输单' }).click()
    const confirm = page.getByRole('button', { name: '确定' })
    expect(await confirm.isDisabled()).toBe(true)
    await page.locator('.asks input').first().fill('价格')
    await picture('work-lost')
    await confirm.click()
    await page.waitForFunction((id) => document.querySelector(`[data-deal="${id}"]`) === null, deal)
    await go(`/opportunities/${deal}`, 'work-deal')
    expect(await page.locator('.page').first().textContent()).toContain('价格')
  })

  it('merges the copy of a colleague, and says that nothing is new the second time', async () => {
    const { page } = launched
    await answerDialogs(join(folder, 'colleague'))
    await go('/sync?tab=merge', 'work-sync')
    await page.getByRole('button', { name: '添加文件夹' }).first().click()
    await page.getByText(/将带来 .+ 条改动/).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: '合并 1 个来源' }).click()
    await page.getByText(/合并带来 .+ 条改动/).waitFor({ timeout: 60_000 })
    await picture('work-merged')
    await page.getByRole('button', { name: '合并 1 个来源' }).click()
    await page.getByText('已读取，没有新内容，本机没有变化').waitFor({ timeout: 60_000 })
    await go('/sync?tab=conflicts', 'work-conflicts')
    await go('/sync?tab=copies', 'work-copies')
  })

  it('mends a cell of a file, imports it and takes the import back', async () => {
    const { page } = launched
    await answerDialogs(join(folder, 'new.csv'))
    await go('/import', 'work-import-start')
    await page.getByRole('button', { name: '选择文件' }).click()
    await page.locator('td.wrong .cell').dblclick()
    await page.locator('input.editor').fill('B')
    await page.keyboard.press('Enter')
    await page.getByText('未发现问题').waitFor()
    await picture('work-import-mended')
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await page.getByText('已导入 2 条客户').waitFor({ timeout: 20_000 })
    await picture('work-imported')
    await page.getByRole('button', { name: '撤销整个导入' }).click()
    await page.getByText('导入已撤销').waitFor()
    await go('/journal?tab=bin', 'work-bin')
  })

  it.each(['/workbench', '/activities', '/opportunities?view=board', '/opportunities?view=list', '/sync', '/sync?tab=merge', '/sync?tab=conflicts', '/sync?tab=held', '/sync?tab=devices', '/sync?tab=copies', '/sync?tab=log', '/import', '/journal'])('can be read and used by everybody (%s)', async (path) => {
    const { page } = launched
    await go(path, `work-axe-${path.replace(/\W+/g, '-')}`)
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
    })
    expect(found).toEqual([])
  })
})
