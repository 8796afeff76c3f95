import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { target } from '../../../../tests/fuzz/bundle.fuzz.ts'
import { CRASHERS, inputOf } from '../../../../tests/fuzz/run-cases.ts'

const crashers = readdirSync(CRASHERS).filter((name) => /^bundle-.*\.bin$/.test(name))

describe('bundles that somebody made up', () => {
  it('are read or refused for a reason, for two seconds (longer: npm run fuzz -- bundle)', () => {
    const seed = Date.now() % 1_000_000
    const end = Date.now() + 2_000
    let n = 0
    for (; Date.now() < end; n++) {
      try {
        target.judge(inputOf(target, seed, n))
      } catch (cause) {
        throw new Error(`seed ${String(seed)}, input ${String(n)}`, { cause })
      }
    }
    expect(n).toBeGreaterThan(0)
  })

  it.each(crashers)('are refused where they once broke the reader: %s', (name) => {
    const reader = name.split('-')[1] ?? ''
    expect(() => target.judge({ reader, bytes: readFileSync(join(CRASHERS, name)) })).not.toThrow()
  })
})
