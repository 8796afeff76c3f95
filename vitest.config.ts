import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * Three projects, so that each can run alone: `vitest run --project unit`.
 * Component tests choose their own environment with `// @vitest-environment happy-dom` on the first line.
 */
export default defineConfig({
  plugins: [vue()],
  test: {
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src-*/**/*.test.ts', 'build/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts', 'tests/migrations/**/*.test.ts', 'tests/simulator/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/global-setup.ts'],
          // A start of 20 s, and the demo firm made before it on a slow machine.
          testTimeout: 60_000,
          hookTimeout: 90_000,
          // One window at a time: two Electrons on a small machine would only measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
