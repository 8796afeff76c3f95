import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = import.meta.dirname

/** `test` adds a probe page and services without a database, for which TRIBUTARY_OUT_DIR names a place beside the product. */
const forTests = process.env['TRIBUTARY_BUILD'] === 'test'
const outDir = process.env['TRIBUTARY_OUT_DIR'] ?? 'out'

// The native driver stays a package (its binary cannot be bundled); Electron is the host.
const external = ['electron', /^electron\//, 'better-sqlite3']

const commonJs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } as const

const present = (inputs: Record<string, string>): Record<string, string> =>
  existsSync('src-main/service/entry/create-service.ts') ? Object.fromEntries(Object.entries(inputs).filter(([, file]) => existsSync(file))) : {}

/** A page without Vue for tests of the shell; an HTML file outside the renderer's root cannot be an input. */
const probePage: Plugin = {
  name: 'probe-page',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'probe.html', source: '<!doctype html><meta charset="utf-8"><pre id="state"></pre><script type="module" src="./probe.js"></script>' })
  },
}

/**
 * zod tries `new Function` once to see whether it may compile; under our policy it may not, and the try itself would be reported as a
 * violation. Telling it so must happen before the first schema is made, which no import order of ours can promise across chunks.
 */
const zodWithoutEval: Plugin = {
  name: 'zod-without-eval',
  transform(code, id) {
    if (!/[\\/]zod[\\/]v4[\\/]core[\\/]core\.js/.test(id)) return null
    const changed = code.replace('__zod_globalConfig = {}', '__zod_globalConfig = { jitless: true }')
    if (changed === code) throw new Error('zod-without-eval: zod keeps its configuration elsewhere now')
    return { code: changed, map: null }
  },
}

export default defineConfig({
  main: {
    build: {
      outDir: join(outDir, 'main'),
      emptyOutDir: true,
      // The oldest Electron that development runs on has Node 18; the service never runs below Node 24, but one target is enough.
      target: 'node18',
      minify: false,
      sourcemap: false,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: 'src-main/app/index.ts',
          ...present({
            service: 'src-main/service/entry/utility.ts',
            worker: 'src-main/service/entry/worker.ts',
            'read-ahead': 'src-main/service/sync/source/read-ahead-thread.ts',
            cli: 'src-main/service/entry/cli.ts',
          }),
          ...(forTests ? { 'probe-service': 'tests/e2e/probe/probe-service.ts' } : {}),
        },
        output: commonJs,
        external,
      },
    },
  },
  preload: {
    build: {
      outDir: join(outDir, 'preload'),
      emptyOutDir: true,
      target: 'node18',
      minify: false,
      externalizeDeps: false,
      rollupOptions: { input: { bridge: 'src-main/preload/bridge.ts' }, output: commonJs, external: ['electron'] },
    },
  },
  renderer: {
    root: 'src-renderer',
    build: {
      outDir: resolve(root, outDir, 'renderer'),
      emptyOutDir: true,
      target: 'chrome114',
      // Inlined files would be data: URLs, which the policy allows only for pictures.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          ...(existsSync(resolve(root, 'src-renderer/main.ts')) ? { index: resolve(root, 'src-renderer/index.html') } : {}),
          ...(forTests ? { probe: resolve(root, 'tests/e2e/probe/probe.ts') } : {}),
        },
        output: { entryFileNames: ({ name }) => (name === 'probe' ? 'probe.js' : 'assets/[name]-[hash].js') },
      },
    },
    plugins: [
      ...(forTests ? [probePage] : []),
      zodWithoutEval,
      vue(),
      // A message may hold < and >: nothing renders messages as HTML (vue/no-v-html).
      // Messages are compiled at build time: the policy forbids eval, so the window carries no message compiler.
      vueI18n({ include: [resolve(root, 'src-shared/i18n/locales/**/*.json')], runtimeOnly: true, compositionOnly: true, strictMessage: false }),
    ],
  },
})
