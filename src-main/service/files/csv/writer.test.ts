import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTable } from '../table-file.ts'
import { csvCellText, escapeFormula, writeCsv } from './writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csvw-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('writeCsv', () => {
  it('marks the file as UTF-8 and quotes what needs it', async () => {
    const path = join(folder, 'a.csv')
    expect(await writeCsv(path, ['名称', 'n'], [['a,"b"', 1.5], ['两\n行', null]])).toBe(2)
    expect(readFileSync(path, 'utf8')).toBe('\uFEFF名称,n\r\n"a,""b""",1.5\r\n"两\n行",\r\n')
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['@x', "'@x"],
    ['-2+3', "'-2+3"],
    ['+86 10 1234', "'+86 10 1234"],
    ['-12.50', '-12.50'],
    ['plain', 'plain'],
  ])('makes %j harmless', (text, escaped) => {
    expect(escapeFormula(text)).toBe(escaped)
    expect(csvCellText(escaped)).toBe(text)
  })

  it('leaves neither file nor draft when the rows fail', async () => {
    function* failing(): Generator<string[]> {
      yield ['a']
      throw new Error('source failed')
    }
    await expect(writeCsv(join(folder, 'a.csv'), ['h'], failing())).rejects.toThrow('source failed')
    expect(readdirSync(folder)).toEqual([])
  })

  it('is read back as it was', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', '=', '-', "'", '0'), minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
        // An apostrophe of the user's own before a formula sign is the one thing that cannot be told from ours.
        fc.pre(rows.flat().every((text) => csvCellText(text) === text))
        const path = join(folder, 'round.csv')
        await writeCsv(path, ['a', 'b'], rows)
        const read: string[][] = []
        for await (const batch of (await openTable(path, { delimiter: ',' })).batches()) read.push(...batch.rows.map((row) => row.map(csvCellText)))
        expect(read.slice(1)).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })
})
