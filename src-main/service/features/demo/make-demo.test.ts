import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindsOf, setupDirectory } from '../../../../tests/helpers/setup-workspace.ts'
import { openWorkspace } from '../../db/workspace.ts'
import { quietReport } from '../../jobs/task.ts'
import { checkWorkspace } from '../check/check-workspace.ts'
import { createCompanies, createPeople } from './names.ts'
import { createRandom } from './random.ts'
import { makeDemo } from './make-demo.ts'
import { timetable } from './timetable.ts'

describe('timetable', () => {
  it('ends with the month that is running, cut at today', () => {
    const months = timetable('2026-03-18')
    expect(months).toHaveLength(27)
    expect(months[0]).toMatchObject({ month: '2024-01', calendarMonth: 1, lastDay: '2024-01-31' })
    expect(months.at(-1)).toMatchObject({ month: '2026-03', lastDay: '2026-03-18' })
  })
})

describe('names', () => {
  it('give no person and no company twice', () => {
    const nextPerson = createPeople(createRandom(1))
    const nextCompany = createCompanies(createRandom(1))
    const people = Array.from({ length: 3000 }, nextPerson)
    const companies = Array.from({ length: 3000 }, (_, i) => nextCompany('苏州', i % 5 === 0).full)
    expect(new Set(people).size).toBe(3000)
    expect(new Set(companies).size).toBe(3000)
  })
})

describe('makeDemo', () => {
  it('makes the same sound firm from the same seed, with conflicts, a gone customer and a copy per representative', () => {
    const options = { scale: 'small', seed: 3, today: '2026-03-18' } as const
    const [one, other] = ['one', 'other'].map((name) => {
      const made = makeDemo(join(setupDirectory(), name), options, quietReport)
      const workspace = openWorkspace(made.manager)
      const facts = workspace.db
        .prepare('SELECT (SELECT sum(amount_minor) FROM order_line) AS sold, (SELECT count(*) FROM customer) AS customers, (SELECT max(id) FROM sales_order) AS newest')
        .get()
      expect(checkWorkspace(workspace.db)).toEqual([])
      workspace.close()
      return { facts, conflicts: made.conflicts, reps: made.reps.length }
    })
    expect(one).toEqual(other)
    expect(one?.reps).toBe(8)
    expect(one?.conflicts).toBeGreaterThan(20)
  }, 180_000)

  it('refuses a directory that holds a demo firm already', () => {
    const directory = setupDirectory()
    mkdirSync(join(directory, 'manager'))
    const options = { scale: 'small', seed: 3, today: '2026-03-18' } as const
    expect(kindsOf(() => makeDemo(directory, options, quietReport))).toEqual(['directory-not-empty'])
  })
})
