import { describe, expect, it } from 'vitest'
import { indexProblems, missingFields, withEdit, withField, type ImportField, spellingsOf, withConstant, withDateFormat, withJoin, withReplacement } from './mapping.ts'

const fields: ImportField[] = [
  { name: 'customer.name', isRequired: true, kind: 'text', synonyms: [] },
  { name: 'customer.grade', isRequired: false, kind: 'choice', synonyms: [] },
]

describe('withField', () => {
  it('takes a field away from the column that had it', () => {
    expect(withField({ columns: { 公司: 'customer.name', 级别: 'customer.grade' } }, '客户', 'customer.name').columns).toEqual({ 级别: 'customer.grade', 客户: 'customer.name' })
  })

  it('lets a column mean nothing and keeps the rest of the map', () => {
    expect(withField({ columns: { 公司: 'customer.name' }, create: ['customer'] }, '公司', null)).toEqual({ columns: {}, create: ['customer'] })
  })
})

describe('missingFields', () => {
  it('names required fields that neither a column nor a constant gives', () => {
    expect(missingFields(fields, { columns: { 级别: 'customer.grade' } }).map(({ name }) => name)).toEqual(['customer.name'])
    expect(missingFields(fields, { columns: {}, constants: { 'customer.name': 'x' } })).toEqual([])
  })
})

describe('withEdit', () => {
  it('adds, replaces and takes back edits of single cells', () => {
    const once = withEdit({}, 3, '等级', 'A', '甲')
    const twice = withEdit(once, 3, '电话', '123', '')
    expect(twice).toEqual({ '3': { 等级: 'A', 电话: '123' } })
    expect(withEdit(twice, 3, '等级', '甲', '甲')).toEqual({ '3': { 电话: '123' } })
    expect(withEdit(once, 3, '等级', '甲', '甲')).toEqual({})
  })
})

describe('indexProblems', () => {
  it('tells problems of the file, a row and a cell apart and counts rows once', () => {
    const at = (row: number, header: string | null) => ({ row, header, kind: 'required', values: {} })
    const index = indexProblems([at(0, null), at(2, 'a'), at(2, 'b'), at(5, null)])
    expect([index.file.length, index.ofCell(2, 'a').length, index.ofCell(2, 'c').length, index.ofRow(5).length, index.rows]).toEqual([1, 1, 0, 1, 2])
  })
})

describe('what a map says besides columns', () => {
  const map = { columns: { a: 'customer.name', b: 'customer.industry', c: 'customer.grade' } }

  it('is set and taken away again without a trace', () => {
    const full = withDateFormat(withReplacement(withConstant(map, 'customer.source', '展会'), 'customer.industry', 'technolgy', 'technology'), 'D/M/YYYY')
    expect(full).toEqual({
      ...map, constants: { 'customer.source': '展会' }, values: { 'customer.industry': { technolgy: 'technology' } }, date_format: 'D/M/YYYY',
    })
    expect(withDateFormat(withReplacement(withConstant(full, 'customer.source', null), 'customer.industry', 'technolgy', null), null)).toEqual(map)
  })

  it('forgets the columns of a second file with that file', () => {
    const joined = withJoin(map, { file: '/b.csv', on: 'a' }, ['a', 'b'])
    expect(joined.join).toEqual({ file: '/b.csv', on: 'a' })
    expect(withJoin(joined, null, ['a', 'b'])).toEqual({ columns: { a: 'customer.name', b: 'customer.industry' } })
  })

  it('offers the spellings of the rows in sight, the usual ones first', () => {
    const rows = [['x', 'B'], ['y', 'A'], ['z', 'B'], ['', '']].map((cells, index) => ({ row: index + 1, cells }))
    expect(spellingsOf(map, { headers: ['a', 'b'], rows }, 'customer.industry')).toEqual(['B', 'A'])
  })
})
