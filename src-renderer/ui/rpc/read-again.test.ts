// @vitest-environment happy-dom
import { useQueryCache } from '@pinia/colada'
import { describe, expect, it } from 'vitest'
import { withSetup } from '../../../tests/helpers/mount-with.ts'
import { readAgain } from './read-again.ts'
import { useRead } from './use-read.ts'

/** A question whose answers the test gives one by one; an overtaken one fails as a real call does. */
function setupQuestion() {
  const asked: { readonly answer: (text: string) => void; readonly fail: (error: Error) => void }[] = []
  const { cache, read } = withSetup(() => ({
    cache: useQueryCache(),
    read: useRead<string>({
      key: ['question'],
      tables: [],
      query: ({ signal }) =>
        new Promise((resolve, reject) => {
          asked.push({ answer: resolve, fail: reject })
          signal.addEventListener('abort', () => reject(new DOMException('overtaken', 'AbortError')))
        }),
    }),
  }))
  return { asked, cache, read }
}

describe('readAgain', () => {
  it('waits for the newest answer when it is overtaken, and does not fail', async () => {
    const { asked, cache, read } = setupQuestion()
    asked[0]?.answer('before')
    await read.refresh()
    const first = readAgain(cache, { key: ['question'] })
    const second = readAgain(cache, { key: ['question'] })
    asked[2]?.answer('after')
    await first
    expect(read.data.value).toBe('after')
    await second
  })

  it('leaves a failure to the place where the answer is shown', async () => {
    const { asked, cache, read } = setupQuestion()
    asked[0]?.answer('before')
    await read.refresh()
    const again = readAgain(cache)
    asked[1]?.fail(new Error('unreadable'))
    await again
    expect(read.error.value).toEqual(new Error('unreadable'))
    expect(read.data.value).toBe('before')
  })
})
