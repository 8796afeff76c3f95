/**
 * Builds the preview and takes pictures: `node tests/preview/shoot.ts OUT_FOLDER [name…]`.
 * Needs Chromium at $TRIBUTARY_CHROMIUM (default /usr/bin/chromium).
 */
import { createServer } from 'node:http'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { scenes } from './scenes.ts'

const [folder = 'out/pictures', ...wanted] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
if (process.env['TRIBUTARY_NO_BUILD'] === undefined) await build({ configFile: resolve(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' })

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const root = resolve(import.meta.dirname, '../../out/preview')
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  readFile(join(root, path === '/' ? 'index.html' : path)).then(
    (content) => response.writeHead(200, { 'content-type': types[extname(path === '/' ? 'index.html' : path)] ?? 'application/octet-stream' }).end(content),
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const address = server.address()
const port = typeof address === 'object' && address !== null ? address.port : 0

const browser = await chromium.launch({ executablePath: process.env['TRIBUTARY_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const scene of scenes.filter((one) => wanted.length === 0 || wanted.some((word) => one.name.includes(word)))) {
  const context = await browser.newContext({ viewport: { width: scene.width ?? 1360, height: scene.height ?? 860 }, deviceScaleFactor: 1 })
  const page = await context.newPage()
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${scene.name}: ${message.text()}`))
  page.on('pageerror', (error) => console.log(`${scene.name}: ${error.message}`))
  await page.goto(`http://127.0.0.1:${port}/?theme=${scene.theme ?? 'light'}&language=${scene.language ?? 'zh-CN'}&${scene.query ?? ''}#${scene.path}`)
  await page.waitForTimeout(900)
  await scene.act?.(page)
  await page.waitForTimeout(300)
  await page.screenshot({ path: join(folder, `${scene.name}.png`) })
  await reportViolations(page, scene.name)
  await context.close()
}
await browser.close()
server.close()

async function reportViolations(page: Page, name: string): Promise<void> {
  const violations = await page.evaluate(() => (window as unknown as { violations: string[] }).violations)
  if (violations.length > 0) console.log(`${name}: policy violated: ${[...new Set(violations)].join('; ')}`)
}
