import { resolve } from 'node:path'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Builds the window with a made-up service behind it, to look at screens without Electron: `node tests/preview/shoot.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: resolve(root, 'node_modules/.vite-preview'),
  plugins: [vue(), vueI18n({ include: resolve(root, 'src-shared/i18n/locales/**'), runtimeOnly: true, compositionOnly: true })],
  build: { outDir: resolve(root, 'out/preview'), emptyOutDir: true, target: 'chrome114', minify: false },
})
