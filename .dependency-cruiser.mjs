/**
 * Import directions of the project (docs/architecture.md): kernel <- domain <- contract <- { service, renderer, app + preload }.
 * `build/boundaries.test.ts` plants a breach of each rule and sees it caught.
 */
const test = '\\.test(-d)?\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { pathNot: [test, '^tests/'] },
      to: { path: [test, '^tests/'] },
    },

    // src-shared: the same code in the window, the service and the shell.
    {
      name: 'kernel-stands-alone',
      severity: 'error',
      from: { path: '^src-shared/kernel/' },
      to: { path: '^src-', pathNot: '^src-shared/kernel/' },
    },
    {
      name: 'domain-knows-only-kernel',
      severity: 'error',
      from: { path: '^src-shared/domain/', pathNot: test },
      to: { path: '^src-', pathNot: '^src-shared/(kernel|domain)/' },
    },
    {
      name: 'contract-knows-only-domain-and-kernel',
      severity: 'error',
      from: { path: '^src-shared/contract/', pathNot: test },
      to: { path: '^src-', pathNot: '^src-shared/(kernel|domain|contract|i18n)/' },
    },
    {
      name: 'shared-knows-no-host',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: test },
      to: { path: '^src-(main|renderer)/' },
    },
    {
      name: 'shared-uses-no-node',
      severity: 'error',
      from: { path: '^src-shared/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },

    // Processes.
    {
      name: 'service-knows-no-shell-or-window',
      severity: 'error',
      from: { path: '^src-main/service/' },
      to: { path: '^(src-main/(app|preload)|src-renderer)/' },
    },
    {
      name: 'shell-knows-no-service',
      comment: 'Main forks the service by its output path; only the messages of the host protocol are common.',
      severity: 'error',
      from: { path: '^src-main/(app|preload)/' },
      to: { path: '^(src-main/service|src-renderer)/', pathNot: '^src-main/service/entry/host-protocol\\.ts$' },
    },
    {
      name: 'shell-knows-only-its-contract',
      severity: 'error',
      from: { path: '^src-main/(app|preload)/', pathNot: test },
      to: { path: '^src-shared/', pathNot: '^src-shared/(kernel/|i18n/|contract/shell\\.contract\\.ts$)' },
    },
    {
      name: 'host-protocol-stands-alone',
      severity: 'error',
      from: { path: '^src-main/service/entry/host-protocol\\.ts$' },
      to: { path: '^src-' },
    },
    {
      name: 'window-knows-no-main',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/' },
    },
    {
      name: 'window-uses-no-node',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },

    // Inside the service: entry -> features, analysis, sync -> db, ports.
    {
      name: 'nothing-imports-entry',
      severity: 'error',
      from: { path: '^src-main/service/(features|analysis|sync|db|files|ports)/', pathNot: test },
      to: { path: '^src-main/service/entry/' },
    },
    {
      name: 'db-is-below-features',
      severity: 'error',
      from: { path: '^src-main/service/(db|ports)/', pathNot: test },
      to: { path: '^src-main/service/(features|analysis|sync/transport|files)/' },
    },
    {
      name: 'service-feature-by-public-file',
      severity: 'error',
      from: { path: '^src-main/service/features/([^/]+)/', pathNot: test },
      to: { path: '^src-main/service/features/[^/]+/', pathNot: ['^src-main/service/features/$1/', '^src-main/service/features/[^/]+/public\\.ts$'] },
    },
    {
      name: 'commands-know-no-handlers',
      severity: 'error',
      from: { path: '^src-main/service/features/.*\\.commands\\.ts$' },
      to: { path: '\\.handlers\\.ts$' },
    },
    {
      name: 'repository-is-the-lowest',
      severity: 'error',
      from: { path: '^src-main/service/features/.*\\.repository\\.ts$' },
      to: { path: '\\.(handlers|commands)\\.ts$' },
    },
    {
      name: 'models-are-pure',
      comment: 'A model or the merge engine gets rows, clock and ids as arguments: no database, no Node, no other area.',
      severity: 'error',
      from: { path: ['^src-main/service/analysis/.*/model\\.ts$', '^src-main/service/sync/engine/'], pathNot: test },
      to: {
        path: ['^src-'],
        pathNot: ['^src-shared/', '^src-main/service/sync/engine/', '^src-main/service/analysis/.*model\\.ts$', '^src-main/service/analysis/(rules|forecast)/'],
      },
    },
    {
      name: 'models-use-no-node-or-driver',
      severity: 'error',
      from: { path: ['^src-main/service/analysis/.*/model\\.ts$', '^src-main/service/sync/engine/'], pathNot: test },
      to: { dependencyTypes: ['core'] },
    },

    // Inside the window: app -> features -> ui.
    {
      name: 'ui-is-the-lowest',
      severity: 'error',
      from: { path: '^src-renderer/ui/', pathNot: test },
      to: { path: '^src-renderer/(app|features)/' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: '^src-renderer/features/', pathNot: test },
      to: { path: '^src-renderer/app/' },
    },
    {
      name: 'window-feature-by-public-file',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/', pathNot: test },
      to: { path: '^src-renderer/features/[^/]+/', pathNot: ['^src-renderer/features/$1/', '^src-renderer/features/[^/]+/public\\.ts$'] },
    },

    // Packages with one home each.
    {
      name: 'electron-only-in-shell',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/(app|preload)/' },
      to: { path: '(^|/)node_modules/electron(/|$)|^electron$' },
    },
    {
      name: 'driver-only-in-db',
      comment: 'The type of a connection is the vocabulary of every query; making one is the business of db alone.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/service/db/|\\.test\\.ts$' },
      to: { path: '(^|/)node_modules/(@types/)?better-sqlite3(/|$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'postgres-only-in-hub',
      comment: 'A hub that is one process does without a server; only its other database needs this driver.',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/service/sync/hub/' },
      to: { path: '(^|/)node_modules/(@types/)?pg(/|$)' },
    },
    {
      name: 'charts-only-in-ui-charts',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-renderer/ui/charts/' },
      to: { path: '(^|/)node_modules/(chart\\.js|chartjs-)' },
    },
    {
      name: 'vue-only-in-window',
      severity: 'error',
      from: { path: '^src-(main|shared)/' },
      to: { path: '(^|/)node_modules/(vue|pinia|vue-router|vue-i18n|element-plus)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.vue', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
