import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTable, type TableOptions } from '../table-file.ts'
import { FileRefused } from '../refusal.ts'

/** 北京,上海 in GB18030. */
const BEIJING_GBK = Buffer.from([0xb1, 0xb1, 0xbe, 0xa9])
const SHANGHAI_GBK = Buffer.from([0xc9, 0xcf, 0xba, 0xa3])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csv-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function file(content: string | Buffer, name = 'a.csv'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(path: string, options: TableOptions = {}): Promise<{ rows: (readonly string[])[]; lines: number[]; encoding: string | null }> {
  const table = await openTable(path, options)
  const rows: (readonly string[])[] = []
  const lines: number[] = []
  for await (const batch of table.batches()) {
    rows.push(...batch.rows)
    lines.push(...batch.lines)
  }
  return { rows, lines, encoding: table.encoding }
}

async function refusal(path: string, options: TableOptions = {}): Promise<unknown> {
  try {
    await read(path, options)
  } catch (error) {
    if (error instanceof FileRefused) return error.refusal
    throw error
  }
  return null
}

describe('openCsv', () => {
  it('drops the UTF-8 mark', async () => {
    expect((await read(file('\uFEFF名称,编号\n甲,007\n'))).rows).toEqual([
      ['名称', '编号'],
      ['甲', '007'],
    ])
  })

  it('takes a short GB18030 file for what it is', async () => {
    const found = await read(file(Buffer.concat([BEIJING_GBK, Buffer.from(','), SHANGHAI_GBK, Buffer.from('\n')])))
    expect(found.encoding).toBe('gb18030')
    expect(found.rows).toEqual([['北京', '上海']])
  })

  it('reads what Excel saves as Unicode text', async () => {
    const found = await read(file(Buffer.from('\uFEFF名称\t编号\r\n甲\t007\r\n', 'utf16le')))
    expect(found.rows).toEqual([
      ['名称', '编号'],
      ['甲', '007'],
    ])
  })

  it.each([
    ['UTF-8 first', ['城市', null, '上海'], 2],
    ['GB18030 first', [null, '上海', null], 2],
    ['later in the file', ['城市', '上海', 'plain', null], 4],
  ])('refuses two encodings in one file: %s', async (_, rows, line) => {
    const content = Buffer.concat(rows.flatMap((row) => [row === null ? BEIJING_GBK : Buffer.from(row), Buffer.from('\n')]))
    const path = file(content)
    expect(await refusal(path)).toEqual({ kind: 'mixed-encodings', file: path, line })
  })

  it('refuses bytes that the encoding chosen by hand does not have', async () => {
    const path = file(Buffer.concat([Buffer.from('a\nb\n'), BEIJING_GBK, Buffer.from('\n')]))
    expect(await refusal(path, { encoding: 'utf-8' })).toEqual({ kind: 'wrong-encoding', file: path, line: 3, encoding: 'utf-8' })
    expect((await read(path, { encoding: 'gb18030' })).rows).toEqual([['a'], ['b'], ['北京']])
  })

  it.each([
    ['a;b\n1,5;2\n3;4\n', ['1,5', '2']],
    ['a\tb\n1,5\t2\n', ['1,5', '2']],
    ['a|b\n1|2\n', ['1', '2']],
    ['sep=;\na;b\nx;y\n', ['x', 'y']],
  ])('finds the delimiter of %j', async (text, second) => {
    expect((await read(file(text))).rows[1]).toEqual(second)
  })

  it('counts the lines of a `sep=` line and of gzipped files too', async () => {
    const found = await read(file(gzipSync('sep=;\na;b\n\n1;2\n'), 'a.csv.gz'))
    expect(found.lines).toEqual([2, 4])
  })

  it('cuts characters that lie across two chunks right', async () => {
    const text = `${'甲'.repeat(100_000)}\n${'乙'.repeat(100_000)}\n`
    expect((await read(file(text))).rows).toEqual([['甲'.repeat(100_000)], ['乙'.repeat(100_000)]])
  })

  it('refuses a gzip bomb', async () => {
    const path = file(gzipSync(Buffer.alloc(8 * 1024 * 1024, 'a,b\n')), 'bomb.csv.gz')
    expect(await refusal(path)).toMatchObject({ kind: 'inflates-too-far', part: 'gzip' })
  })

  it('refuses a gzip file that is cut off', async () => {
    const path = file(gzipSync('a,b\n1,2\n').subarray(0, 15), 'a.csv.gz')
    expect(await refusal(path)).toMatchObject({ kind: 'damaged', part: 'gzip' })
  })

  it('refuses 10 MB in one cell with its line and column', async () => {
    const path = file(`code,name\n1,a\n2,"${'x'.repeat(10 * 1024 * 1024)}"\n`)
    expect(await refusal(path)).toMatchObject({ kind: 'cell-too-long', line: 3, column: 2 })
  })
})

describe.runIf(process.env['TRIBUTARY_DATA'] !== undefined)('openCsv on online-retail', () => {
  it('reads all 541,909 lines', async () => {
    const table = await openTable(join(process.env['TRIBUTARY_DATA'] ?? '', 'online-retail/online_retail.csv.gz'))
    let rows = 0
    let narrow = 0
    for await (const batch of table.batches()) {
      rows += batch.rows.length
      narrow += batch.rows.filter((row) => row.length !== 8).length
    }
    expect({ rows, narrow }).toEqual({ rows: 541_910, narrow: 0 })
  })
})
