import { existsSync, readFileSync } from 'node:fs'
import { openWorkspace } from '../../db/workspace.ts'
import { masterByWords, unlockByWords } from '../../keys/workspace-key.ts'
import { noKeyStore } from '../../ports/key-store.ts'
import { refuse } from '../../refusal.ts'
import { parse, required, type Command } from './command.ts'

/**
 * `unlock`: the key of an encrypted workspace by its recovery words; from then on it lies beside the database, until a window wraps it. With
 * `--print-key` it is printed for TRIBUTARY_KEY, and nothing changes.
 */
export const unlock: Command = {
  usage: 'unlock DIR --words FILE [--print-key]',
  async run(args, io) {
    const { values, positionals } = parse(args, { words: { type: 'string' }, 'print-key': { type: 'boolean', default: false } }, { min: 1, max: 1 })
    const [directory = ''] = positionals
    const file = required('words', values.words)
    if (!existsSync(file)) refuse('file-not-found', { file })
    const words = readFileSync(file, 'utf8')
    if (values['print-key']) {
      io.result(Buffer.from(masterByWords(directory, words).master).toString('hex'))
      return 0
    }
    const key = await unlockByWords(directory, words, noKeyStore)
    openWorkspace(directory, { key }).close()
    io.result(io.say('cli.unlock.done', { path: directory }))
    return 0
  },
}
