import { describe, expect, it } from 'vitest'
import { FileRefused } from '../files/refusal.ts'
import { Forbidden, NotFound, Refused } from '../refusal.ts'
import { fromWire, toWire } from './error-wire.ts'
import { Cancelled } from './task.ts'

describe('toWire and fromWire', () => {
  const errors = [
    new Refused([{ field: 'name', kind: 'required', values: {} }]),
    new FileRefused({ kind: 'empty', file: 'a.csv' }),
    new NotFound('customer'),
    new Forbidden('customers.reassign'),
    new Cancelled(),
  ]

  it.each(errors.map((error) => [error.name, error] as const))('bring a %s across a thread with its class and its data', (_, error) => {
    const arrived = fromWire(structuredClone(toWire(error)))
    expect(arrived).toBeInstanceOf(error.constructor)
    expect(toWire(arrived)).toEqual(toWire(error))
  })

  it('keep the code of an error of the machine, so that a full disk is still called one', () => {
    const arrived = fromWire(structuredClone(toWire(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))))
    expect(arrived).toMatchObject({ message: 'full', code: 'SQLITE_FULL' })
  })
})
