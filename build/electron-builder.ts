import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import type { ElectronRuntime } from './electron-runtime.d.mts'
import { fuseName, setFuses, wrongFuses } from './fuses.ts'
import { say } from './steps/console.mjs'

/** The native driver's binary for what is packed; the tarball brings eight. */
const driverBinary = `${process.platform}-${process.arch}.node`

/** What goes into the product and how; a function, since the Electron to pack is found first. */
export function productConfiguration(runtime: ElectronRuntime, outputFolder: string): Configuration {
  return {
    appId: 'app.tributary.desktop',
    productName: 'Tributary',
    copyright: 'Tributary',
    electronVersion: runtime.version,
    electronDist: runtime.folder,
    directories: { output: outputFolder, buildResources: 'build/resources' },
    npmRebuild: false,
    asar: true,
    asarUnpack: ['**/*.node'],
    electronLanguages: ['zh-CN', 'zh-TW', 'en-US'],
    files: [
      'out/**',
      'resources/**',
      'package.json',
      '!node_modules/**',
      'node_modules/better-sqlite3/package.json',
      'node_modules/better-sqlite3/LICENSE',
      'node_modules/better-sqlite3/lib/**',
      `node_modules/better-sqlite3/prebuilds/${driverBinary}`,
    ],
    linux: { target: 'dir', executableName: 'tributary', category: 'Office' },
    win: { target: 'dir', executableName: 'Tributary' },
    mac: { target: 'dir', category: 'public.app-category.business' },
    // Before anything signs the executable.
    afterPack: async ({ appOutDir, packager, electronPlatformName }) => {
      const executable = executableIn(appOutDir, packager.appInfo.productFilename, electronPlatformName)
      const absent = await setFuses(executable)
      if (absent.length > 0) say(`this Electron (${runtime.version}) is too old for the fuses: ${absent.map(fuseName).join(', ')}`)
      const wrong = await wrongFuses(executable)
      if (wrong.length > 0) throw new Error(`fuses: ${wrong.join('; ')}`)
    },
  }
}

export function executableIn(folder: string, productFilename: string, platform: string): string {
  switch (platform) {
    case 'darwin':
      return join(folder, `${productFilename}.app`)
    case 'win32':
      return join(folder, `${productFilename}.exe`)
    default:
      return join(folder, 'tributary')
  }
}
