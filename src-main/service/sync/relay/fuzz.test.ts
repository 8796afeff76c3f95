import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { target } from '../../../../tests/fuzz/relay.fuzz.ts'
import { CRASHERS, inputOf } from '../../../../tests/fuzz/run-cases.ts'

const crashers = readdirSync(CRASHERS).filter((name) => /^relay-.*\.bin$/.test(name))

describe('a relay that gets what somebody made up', () => {
  it('answers in the words of the protocol, for two seconds (longer: npm run fuzz -- relay)', async () => {
    const seed = Date.now() % 1_000_000
    const end = Date.now() + 2_000
    let n = 0
    for (; Date.now() < end; n++) {
      await Promise.resolve(target.judge(inputOf(target, seed, n))).catch((cause: unknown) => {
        throw new Error(`seed ${String(seed)}, input ${String(n)}`, { cause })
      })
    }
    expect(n).toBeGreaterThan(0)
  })

  it.each(crashers)('still does where it once did not: %s', async (name) => {
    const reader = name.split('-')[1] ?? ''
    await expect(target.judge({ reader, bytes: readFileSync(join(CRASHERS, name)) })).resolves.toBeUndefined()
  })
})
