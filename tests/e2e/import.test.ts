import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOver, launchApp, makeSharedFolder, removeSharedFolder, type LaunchedApp } from './launch.ts'

const root = join(import.meta.dirname, '../..')
/** Set it to keep pictures of what the journey saw. */
const pictures = process.env['TRIBUTARY_PICTURES']

const file = ['姓名,工号,入职日期,备用列', '林知远,E9001,2024-03-01,甲', '顾晚舟,E9002,2024-02-31,乙', ',E9003,2024-05-06,丙', '沈清和,E9004,2024-06-01,丁', ''].join('\r\n')

describe('import wizard', () => {
  let folder = ''
  let launched: LaunchedApp

  beforeAll(async () => {
    folder = makeSharedFolder()
    execFileSync(process.execPath, ['src-main/service/entry/cli.ts', 'demo', join(folder, 'firm'), '--scale', 'small'], { cwd: root, stdio: 'ignore' })
    cpSync(join(folder, 'firm', 'manager'), join(folder, 'manager'), { recursive: true })
    writeFileSync(join(folder, 'employees.csv'), file)
    writeFileSync(join(folder, 'slashes.csv'), 'Employee name,Employee role,Employed from\r\nAda,rep,03/04/2024\r\nBen,boss,05/06/2024\r\n')
    writeFileSync(join(folder, 'photo.png'), '')
    writeFileSync(join(folder, 'broken.csv'), '客户编号,客户名称\n1,"苏州\n2,杭州\n')
    writeFileSync(join(folder, 'visits.csv'), 'Activity kind,Activity date,Customer name\r\nvisit,2024-03-04,Nowhere Ltd\r\n')
    handOver(folder)
    launched = await launchApp({ workspaceDir: join(folder, 'manager'), locale: 'zh-CN' })
    await launched.page.waitForSelector('main h1')
    await launched.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, join(folder, 'employees.csv'))
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
  /** As a person drags a file from a folder: a real file, whose place only the shell can tell, and the events of its way. */
  async function drop(path: string): Promise<void> {
    const { page } = launched
    await page.evaluate(() => {
      const input = Object.assign(document.createElement('input'), { type: 'file', id: 'dragged' })
      document.body.append(input)
    })
    await page.locator('#dragged').setInputFiles(path)
    const tell = (names: readonly string[]): Promise<void> =>
      page.evaluate((types) => {
        const data = new DataTransfer()
        const file = document.querySelector<HTMLInputElement>('#dragged')?.files?.[0]
        if (file) data.items.add(file)
        for (const type of types) document.querySelector('main')?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
      }, names)
    await tell(['dragenter', 'dragover'])
    await page.waitForSelector('.drop')
    await picture('import-drop')
    await tell(['drop'])
    await page.waitForSelector('.drop', { state: 'detached' })
    await page.evaluate(() => document.querySelector('#dragged')?.remove())
  }
  async function choose(select: string, name: string): Promise<void> {
    await launched.page.locator(select).click()
    await launched.page.getByRole('option', { name, exact: true }).filter({ visible: true }).click()
  }
  const counts = (scope: string): Promise<string[]> => launched.page.locator(`${scope} dd`).allTextContents()

  it('shows a file with its columns understood and its wrong cells marked', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/import'))
    await page.waitForSelector('.import h1')
    await picture('import-start')
    await page.locator('.source .entity').click()
    await page.getByRole('option', { name: '员工' }).click()
    await page.locator('.start .el-button').click()
    await page.waitForSelector('.preview td.wrong')
    await picture('import-preview')
    expect(await page.locator('.preview td.wrong .cell').allTextContents()).toHaveLength(2)
    expect(await page.locator('.preview .why').allTextContents()).not.toContain('')
  })

  it('takes a mended cell into the check, which writes nothing', async () => {
    const { page } = launched
    await page.locator('.preview td.wrong .cell').first().dblclick()
    await page.locator('input.editor').fill('2024-02-29')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelectorAll('.preview td.wrong').length === 1)
    await page.locator('.rules footer .el-button').first().click()
    await page.waitForSelector('.dry dd')
    await picture('import-checked')
    expect(await counts('.dry')).toEqual(['4', '3', '0', '0', '1'])
  })

  it('keeps what was mended while another page is looked at', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/journal'))
    await page.waitForSelector('.journal h1')
    await page.evaluate(() => (window.location.hash = '#/import'))
    await page.waitForSelector('.preview td.wrong')
    expect(await page.locator('.preview td.wrong').count()).toBe(1)
  })

  it('imports, tells what became of every row, and takes it all back', async () => {
    const { page } = launched
    await page.locator('.rules footer .el-button--primary').click()
    await page.waitForSelector('.outcome dd')
    await picture('import-outcome')
    expect(await counts('.outcome')).toEqual(['4', '3', '0', '0', '1'])
    await page.locator('.outcome footer .el-button').first().click()
    await page.waitForSelector('.outcome footer .el-button.is-disabled')
    await picture('import-undone')
    await page.evaluate(() => (window.location.hash = '#/journal'))
    await page.waitForSelector('.journal .undone, .journal del, .journal h1')
    await picture('import-journal')
  })

  it('remembers the mapping for the next file of these columns, also in English and dark', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/settings'))
    await page.getByText('English', { exact: true }).click()
    await page.getByText('Dark', { exact: true }).click()
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark' && document.documentElement.lang === 'en')
    await page.evaluate(() => (window.location.hash = '#/import'))
    await page.locator('.outcome footer .el-button--primary').click()
    await picture('import-start-dark')
    await page.locator('.start .el-button').click()
    await page.waitForSelector('.preview td.wrong')
    await picture('import-preview-dark')
    expect(await page.locator('.source .tag').allTextContents()).toEqual(['Mapped as last time'])
    await page.locator('.rules footer .el-button--primary').click()
    await page.waitForSelector('.outcome dd')
    await picture('import-outcome-dark')
    // what was taken back comes again as if it had never been there; the two wrong rows stay out
    expect(await counts('.outcome')).toEqual(['4', '2', '0', '0', '2'])
  })

  it('reads dates as told, fills in fixed values and replaces spellings, for the whole file', async () => {
    const { page } = launched
    await page.locator('.outcome footer .el-button--primary').click()
    await drop(join(folder, 'slashes.csv'))
    await page.waitForSelector('.preview td.wrong')
    await picture('import-rules-before')
    expect(await page.locator('.preview td.wrong').count()).toBe(3)
    await page.locator('thead .date-format').click()
    await page.getByRole('option', { name: 'D/M/YYYY', exact: true }).click()
    await page.waitForFunction(() => document.querySelectorAll('.preview td.wrong').length === 1)
    await page.locator('.map-rules summary').click()
    await choose('.replacements .el-select >> nth=0', 'Employee role')
    await choose('.replacements .el-select >> nth=1', 'boss')
    await page.locator('.replacements .el-input input').last().fill('manager')
    await page.locator('.replacements form button').click()
    await page.waitForSelector('.preview .tag.good')
    await choose('.constants .el-select', 'Employee phone')
    await page.locator('.constants .el-input input').last().fill('0512-1234')
    await page.locator('.constants form button').click()
    await page.waitForSelector('.constants li')
    await picture('import-rules-after')
    await page.locator('.rules footer .el-button--primary').click()
    await page.waitForSelector('.outcome dd')
    expect(await counts('.outcome')).toEqual(['2', '2', '0', '0', '0'])
  })

  it('keeps the mapping under a name that can be changed and taken away', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/settings'))
    await page.locator('.settings nav button', { hasText: 'Import mappings' }).click()
    const first = page.locator('.settings .list li').first()
    await first.locator('input').waitFor()
    expect(await first.locator('input').inputValue()).toBe('slashes.csv')
    await first.locator('input').fill('Staff list')
    await page.keyboard.press('Enter')
    await first.getByRole('button', { name: 'Staff list' }).waitFor()
    await picture('import-maps')
    const before = await page.locator('.settings .list li').count()
    await first.locator('button').click()
    await page.waitForFunction((count) => document.querySelectorAll('.settings .list li').length < count, before)
  })

  it('says what is wrong with a file that cannot be read, and creates what rows name when told to', async () => {
    const { page } = launched
    await page.evaluate(() => (window.location.hash = '#/import'))
    await page.locator('.outcome footer .el-button--primary').click()
    await drop(join(folder, 'broken.csv'))
    await page.getByText('This file cannot be read').waitFor()
    await picture('import-broken')
    await drop(join(folder, 'visits.csv'))
    await page.locator('.source .entity').click()
    await page.getByRole('option', { name: 'Activities' }).click()
    await page.waitForSelector('.preview td.wrong')
    await page.getByRole('button', { name: 'Create what is unknown: Customers' }).click()
    await page.waitForSelector('.preview .tag.good')
    await picture('import-created')
  })

  it('says what cannot be dropped', async () => {
    const { page } = launched
    await drop(join(folder, 'photo.png'))
    await page.getByText('is not a table').waitFor()
  })
})
