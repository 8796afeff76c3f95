import { expect, it } from 'vitest'
import { crashRounds } from './crash.ts'

/** More rounds than the default: `npm run simulate -- --crash --rounds 300`. */
const ROUNDS = 30

it('loses no edit that it said was saved, and uses no number twice, whenever it is killed', async () => {
  const { problems } = await crashRounds(ROUNDS, 1)
  expect(problems).toEqual([])
}, 240_000)
