import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** One planted breach per rule: the file that breaks it, what it says, and the files that must exist for it. */
const breaches: readonly { readonly rule: string; readonly file: string; readonly text: string }[] = [
  { rule: 'kernel-stands-alone', file: 'src-shared/kernel/bad.ts', text: `import '../domain/rule.ts'` },
  { rule: 'domain-knows-only-kernel', file: 'src-shared/domain/bad.ts', text: `import '#shared/contract/some.contract.ts'` },
  { rule: 'contract-knows-only-domain-and-kernel', file: 'src-shared/contract/bad.contract.ts', text: `import '#renderer/ui/Box.vue'` },
  { rule: 'shared-knows-no-host', file: 'src-shared/domain/bad-host.ts', text: `import '#service/db/open.ts'` },
  { rule: 'shared-uses-no-node', file: 'src-shared/kernel/bad-node.ts', text: `import 'node:fs'` },
  { rule: 'service-knows-no-shell-or-window', file: 'src-main/service/db/bad-shell.ts', text: `import '../../app/window.ts'` },
  { rule: 'shell-knows-no-service', file: 'src-main/app/bad.ts', text: `import '#service/db/open.ts'` },
  { rule: 'shell-knows-only-its-contract', file: 'src-main/app/bad-contract.ts', text: `import '#shared/contract/some.contract.ts'` },
  { rule: 'host-protocol-stands-alone', file: 'src-main/service/entry/host-protocol.ts', text: `import '../db/open.ts'` },
  { rule: 'window-knows-no-main', file: 'src-renderer/app/Bad.vue', text: `<script setup lang="ts">\nimport '#service/db/open.ts'\n</script>\n<template><i /></template>` },
  { rule: 'window-uses-no-node', file: 'src-renderer/app/bad-node.ts', text: `import 'node:path'` },
  { rule: 'nothing-imports-entry', file: 'src-main/service/features/a/bad-entry.ts', text: `import '../../entry/start.ts'` },
  { rule: 'db-is-below-features', file: 'src-main/service/db/bad.ts', text: `import '../features/b/public.ts'` },
  { rule: 'service-feature-by-public-file', file: 'src-main/service/features/a/bad.ts', text: `import '../b/b.repository.ts'` },
  { rule: 'commands-know-no-handlers', file: 'src-main/service/features/b/b.commands.ts', text: `import './b.handlers.ts'` },
  { rule: 'repository-is-the-lowest', file: 'src-main/service/features/a/a.repository.ts', text: `import './a.handlers.ts'` },
  { rule: 'models-are-pure', file: 'src-main/service/analysis/m/model.ts', text: `import './query.ts'` },
  { rule: 'models-use-no-node-or-driver', file: 'src-main/service/sync/engine/bad.ts', text: `import 'node:crypto'` },
  { rule: 'ui-is-the-lowest', file: 'src-renderer/ui/Bad.vue', text: `<script setup lang="ts">\nimport '../features/a/public.ts'\n</script>\n<template><i /></template>` },
  { rule: 'features-know-no-app', file: 'src-renderer/features/a/bad-app.ts', text: `import '../../app/router.ts'` },
  { rule: 'window-feature-by-public-file', file: 'src-renderer/features/a/Bad.vue', text: `<script setup lang="ts">\nimport '../b/b.store.ts'\n</script>\n<template><i /></template>` },
  { rule: 'electron-only-in-shell', file: 'src-main/service/db/bad-electron.ts', text: `import type { App } from 'electron'\nexport type A = App` },
  { rule: 'driver-only-in-db', file: 'src-main/service/features/a/bad-driver.ts', text: `import 'better-sqlite3'` },
  { rule: 'postgres-only-in-hub', file: 'src-main/service/sync/relay/bad-postgres.ts', text: `import 'pg'` },
  { rule: 'charts-only-in-ui-charts', file: 'src-renderer/features/a/bad-chart.ts', text: `import 'chart.js'` },
  { rule: 'vue-only-in-window', file: 'src-shared/domain/bad-vue.ts', text: `import 'vue'` },
  { rule: 'no-circular', file: 'src-shared/kernel/ring-a.ts', text: `import './ring-b.ts'` },
  { rule: 'no-unresolvable', file: 'src-shared/kernel/bad-path.ts', text: `import './nowhere.ts'` },
  { rule: 'no-tests-in-source', file: 'src-shared/kernel/bad-test.ts', text: `import './some.test.ts'` },
]

/** Innocent files, which nothing may complain about. */
const innocent: Readonly<Record<string, string>> = {
  'src-shared/kernel/some.test.ts': '',
  'src-shared/kernel/ring-b.ts': `import './ring-a.ts'`,
  'src-shared/domain/rule.ts': `import '../kernel/ring-b.ts'`,
  'src-shared/contract/some.contract.ts': `import '#shared/domain/rule.ts'`,
  'src-shared/contract/shell.contract.ts': '',
  'src-main/app/window.ts': `import 'electron'\nimport '#shared/contract/shell.contract.ts'\nimport '#service/entry/host-protocol.ts'`,
  'src-main/service/db/open.ts': `import 'better-sqlite3'\nimport 'node:fs'`,
  'src-main/service/entry/start.ts': `import '../features/b/public.ts'`,
  'src-main/service/features/a/a.handlers.ts': `import '../b/public.ts'\nimport '#shared/contract/some.contract.ts'`,
  'src-main/service/features/b/public.ts': `import './b.repository.ts'`,
  'src-main/service/features/b/b.repository.ts': `import '../../db/open.ts'`,
  'src-main/service/features/b/b.handlers.ts': '',
  'src-main/service/analysis/m/query.ts': `import '../../db/open.ts'`,
  'src-renderer/app/router.ts': `import '../features/a/public.ts'`,
  'src-renderer/ui/Box.vue': '<template><i /></template>',
  'src-renderer/ui/charts/line.ts': `import 'chart.js'`,
  'src-renderer/features/a/public.ts': `import '../b/public.ts'\nimport '../../ui/Box.vue'\nimport '#shared/contract/some.contract.ts'`,
  'src-renderer/features/b/public.ts': `import './b.store.ts'`,
  'src-renderer/features/b/b.store.ts': `import 'vue'`,
}

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

describe('import boundaries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-boundaries-'))
  let violations: readonly Violation[] = []

  beforeAll(() => {
    for (const [file, text] of [...Object.entries(innocent), ...breaches.map(({ file, text }) => [file, text] as const)]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({
        name: 'planted',
        type: 'module',
        imports: { '#shared/*': './src-shared/*', '#service/*': './src-main/service/*', '#renderer/*': './src-renderer/*' },
      }),
    )
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const output = execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config', join(root, '.dependency-cruiser.mjs'),
        '--output-type', 'json', 'src-shared', 'src-main', 'src-renderer',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    const report = JSON.parse(output) as { readonly summary: { readonly violations: readonly Violation[] } }
    violations = report.summary.violations
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(breaches)('catches a breach of $rule', ({ rule, file }) => {
    expect(violations.filter((violation) => violation.rule.name === rule).map((violation) => violation.from)).toContain(file)
  })

  it('leaves innocent files alone', () => {
    const guilty = new Set(breaches.map((breach) => breach.file))
    const others = violations.filter((violation) => !guilty.has(violation.from) && violation.rule.name !== 'no-circular')
    expect(others).toEqual([])
  })
})
