import type { Language } from '#shared/i18n/index.ts'
import type { Io } from './command.ts'
import { sayIn } from './messages.ts'

/** Standard output and standard error as commands use them. Progress rewrites one line on a terminal and is silent when piped. */
export function terminalIo(language: Language, out: NodeJS.WriteStream, err: NodeJS.WriteStream): Io & { endProgress(): void } {
  const say = sayIn(language)
  let isLineOpen = false
  const endProgress = (): void => {
    if (isLineOpen) err.write('\n')
    isLineOpen = false
  }
  return {
    language,
    say,
    result: (text) => void out.write(`${text}\n`),
    json: (value) => void out.write(`${JSON.stringify(value)}\n`),
    note(text) {
      endProgress()
      err.write(`${text}\n`)
    },
    progress(step, done, total) {
      if (!err.isTTY) return
      const share = total === null || total === 0 ? String(done) : `${String(Math.floor((done / total) * 100))} %`
      err.write(`\r\u001b[K${step} ${share}`)
      isLineOpen = true
    },
    endProgress,
  }
}
