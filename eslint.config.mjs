import stylistic from '@stylistic/eslint-plugin'
import { builtinRules } from 'eslint/use-at-your-own-risk'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const typedProjects = [
  './src-shared/tsconfig.json',
  './src-main/tsconfig.json',
  './src-main/service/tsconfig.json',
  './src-renderer/tsconfig.json',
  './tests/tsconfig.json',
]

const lintsVueWithTypes = process.env['LINT_VUE_TYPES'] === '1'

/** Rules that need types; they run where a tsconfig knows the file. */
const typedRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
  ],
}

const commonRules = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-throw-literal': 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'max-lines': ['warn', { max: 400 }],
  'size/max-lines': ['error', { max: 600 }],
}

/** How code looks. Where a line is broken is left to whoever writes it: a chain that reads as one sentence may be one line. */
const looks = {
  'looks/semi': ['error', 'never'],
  'looks/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'always' }],
  'looks/comma-dangle': ['error', 'always-multiline'],
  'looks/indent': ['error', 2, { SwitchCase: 1, offsetTernaryExpressions: true }],
  'looks/brace-style': ['error', '1tbs', { allowSingleLine: true }],
  'looks/arrow-parens': 'error',
  'looks/member-delimiter-style': ['error', { multiline: { delimiter: 'none' }, singleline: { delimiter: 'semi' } }],
  'looks/object-curly-spacing': ['error', 'always'],
  'looks/keyword-spacing': 'error',
  'looks/comma-spacing': 'error',
  'looks/space-infix-ops': 'error',
  'looks/space-before-blocks': 'error',
  'looks/type-annotation-spacing': 'error',
  'looks/no-tabs': 'error',
  'looks/no-trailing-spaces': 'error',
  'looks/no-multiple-empty-lines': ['error', { max: 1, maxBOF: 0, maxEOF: 0 }],
  'looks/eol-last': 'error',
}

const pureFiles = ['src-main/service/analysis/**/model.ts', 'src-main/service/sync/engine/**/*.ts', 'src-shared/domain/**/*.ts']

export default tseslint.config(
  {
    ignores: [
      'node_modules/**', 'out/**', 'dist/**', 'demo/**', '.cache/**', 'coverage/**',
      'src-shared/i18n/keys.gen.ts', 'resources/**', 'tests/**/fixtures/**',
    ],
  },
  // The built-in rule under a second name: one threshold warns, the other fails.
  { plugins: { size: { rules: { 'max-lines': builtinRules.get('max-lines') } } } },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  { rules: commonRules },
  { files: ['**/*.{ts,mjs,vue}'], plugins: { looks: stylistic }, rules: looks },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: typedProjects, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] } },
    rules: typedRules,
  },
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        // Without types as a rule: for each component TypeScript renews its program, which takes 70 s of processor time for 185
        // components instead of 5 s (measured in November 2026, nothing found). `LINT_VUE_TYPES=1 npm run lint` does it all the same.
        parser: tseslint.parser,
        ...(lintsVueWithTypes ? { project: ['./src-renderer/tsconfig.json'] } : {}),
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      ...(lintsVueWithTypes ? typedRules : {}),
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/no-bare-strings-in-template': [
        'error',
        {
          allowlist: ['(', ')', ',', '.', '&', '+', '-', '–', '—', '=', '*', '/', '#', '%', '!', '?', ':', '[', ']', '{', '}', '<', '>', '·', '•', '|', '×', '…', '→', '←', '↑', '↓', '✓', '⌘', 'Ctrl', 'K', 'Ctrl+K', 'Esc', 'Enter'],
        },
      ],
    },
  },
  {
    files: pureFiles,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'Time comes in as an argument; calendar arithmetic is in #shared/kernel.' },
        { name: 'process', message: 'Pure code knows no process.' },
        { name: 'performance', message: 'Time comes in as an argument.' },
        { name: 'crypto', message: 'Ids and random numbers come in as arguments.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Random numbers come in as an argument.' },
      ],
    },
  },
  {
    files: ['src-main/service/**/*.ts'],
    ignores: ['src-main/service/entry/**', 'src-main/service/ports/**', '**/*.test.ts', ...pureFiles],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only entry/ and ports/ may look at the process; pass the value in.' },
      ],
    },
  },
  {
    files: ['src-main/app/**/*.ts'],
    ignores: ['src-main/app/security/validated-ipc.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'electron', importNames: ['ipcMain'], message: 'Use security/validated-ipc.ts: it checks the sender and the payload.' },
            { name: 'electron', importNames: ['shell'], allowTypeImports: true, message: 'Use security/external-links.ts or shell-requests.ts.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src-main/app/security/external-links.ts', 'src-main/app/shell-requests.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'electron', importNames: ['ipcMain'] }] }] },
  },
  {
    // These talk to a terminal by profession.
    files: [
      'build/**', '*.config.*', 'tests/bench/**', 'tests/e2e/**', 'tests/preview/**', 'src-main/service/entry/cli*.ts', 'src-main/service/entry/cli/**',
      'src-main/service/ports/logger*.ts', 'src-main/app/logger.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]', message: 'No focused or skipped tests.' },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '*.config.mjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
)
