import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

describe('readCommandLine', () => {
  it.each([
    [['--inspect=0', '--workspace', '/firm'], '/firm'],
    [['--workspace=/a b'], '/a b'],
    [['--workspace'], null],
    [['--workspace', '--inspect=0'], null],
    [[], null],
  ])('reads the workspace of %j', (args, workspaceDir) => {
    expect(readCommandLine(args)).toEqual({ workspaceDir, headless: null })
  })

  it('leaves everything after --headless to the command', () => {
    expect(readCommandLine(['--lang=en', '--headless', 'merge', '/firm', '--workspace', '/x'])).toEqual({
      workspaceDir: null,
      headless: ['merge', '/firm', '--workspace', '/x'],
    })
  })
})
