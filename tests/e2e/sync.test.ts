import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOver, launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

function cli(...args: readonly string[]): void {
  execFileSync(process.execPath, ['src-main/service/entry/cli.ts', ...args], { cwd: root, stdio: 'ignore' })
}

describe('two people who sync over a folder', () => {
  let folder = ''
  let launched: LaunchedApp
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = makeSharedFolder()
    cli('init', at('own'), '--firm', '衡阳流体设备有限公司', '--employee', '陈思远', '--role', 'manager')
    cli('init', at('colleague'), '--join', at('own/firm.join'), '--employee', '李雷', '--role', 'rep')
    mkdirSync(at('share'))
    writeFileSync(at('met.csv'), '客户名称\n漳州同事新客户水务有限公司\n')
    cli('import', at('colleague'), at('met.csv'), '--as', 'customers')
    handOver(folder)
    launched = await launchApp({ workspaceDir: at('own'), locale: 'zh-CN' })
    await launched.page.waitForSelector('main h1')
  }, 120_000)
  afterAll(async () => {
    await launched?.close()
    removeSharedFolder(folder)
  })

  async function look(name: string): Promise<void> {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await launched.page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  async function go(path: string): Promise<void> {
    await launched.page.evaluate((to) => (window.location.hash = `#${to}`), path)
    await launched.page.waitForSelector('.page h1')
  }

  it('sets the folder up by keys, and the lamp turns green', async () => {
    const { page } = launched
    await go('/sync')
    await page.getByText('还没有同步途径').waitFor()
    await look('sync-empty')
    await page.getByRole('button', { name: '添加途径' }).press('Enter')
    await page.getByRole('dialog').getByRole('textbox').fill(at('share'))
    await look('sync-add-way')
    await page.getByRole('button', { name: '添加并同步' }).press('Enter')
    await page.locator('.way .tag.good').waitFor({ timeout: 30_000 })
    await page.locator('.lamp.good').waitFor({ timeout: 30_000 })
    expect(await page.locator('.lamp').textContent()).toMatch(/已同步 \d\d:\d\d/)
    await look('sync-way')
  })

  it('shows by itself what a colleague has brought to the folder', async () => {
    const { page } = launched
    await go('/customers')
    cli('sync', at('colleague'), '--folder', at('share'))
    handOver(at('share'))
    await page.getByText('漳州同事新客户水务有限公司').waitFor({ timeout: 60_000 })
    await look('sync-arrived')
  })

  it.each(['/sync', '/sync?tab=copies', '/sync?tab=held', '/sync?tab=devices'])('can be read and used by everybody (%s)', async (path) => {
    const { page } = launched
    await go(path)
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null && document.getAnimations().every(({ playState }) => playState !== 'running'))
    await look(`sync-axe-${path.replace(/\W+/g, '-')}`)
    await page.evaluate(axe)
    const found = await page.evaluate(async () => {
      const { axe: checker } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
      return (await checker.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
    })
    expect(found).toEqual([])
  })
})
