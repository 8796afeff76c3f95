import { describe, expect, it } from 'vitest'
import { WriterQueue } from './writer-queue.ts'

describe('WriterQueue', () => {
  it('lets one in at a time, in the order of asking', async () => {
    const queue = new WriterQueue()
    const seen: string[] = []
    const slow = queue.run(async () => {
      seen.push('slow begins')
      await new Promise((resolve) => setTimeout(resolve, 20))
      seen.push('slow ends')
    })
    const quick = queue.run(() => seen.push('quick'))
    await Promise.all([slow, quick])
    expect(seen).toEqual(['slow begins', 'slow ends', 'quick'])
  })

  it('goes on after one failed, and tells only the one who failed', async () => {
    const queue = new WriterQueue()
    const failing = queue.run(() => {
      throw new Error('mine alone')
    })
    const next = queue.run(() => 'fine')
    await expect(failing).rejects.toThrow('mine alone')
    await expect(next).resolves.toBe('fine')
  })
})
