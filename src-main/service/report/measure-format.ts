import type { Cell } from '#shared/contract/analysis.contract.ts'
import { measureKind, type MeasureKind } from '#shared/domain/analysis/measure-kind.ts'
import type { CellFormat } from '../files/xlsx/workbook-spec.ts'

const FORMATS: Readonly<Record<MeasureKind, CellFormat>> = {
  money: 'money', percent: 'percent', points: 'percent', decimal: 'decimal', count: 'integer', month: 'text', date: 'date', text: 'text',
}

/** Gives how a figure or column is written in a workbook; a number that has no kind of its own is a decimal. */
export function formatOfMeasure(key: string, example: Cell | undefined): CellFormat {
  const format = FORMATS[measureKind(key)]
  return format === 'text' && typeof example === 'number' ? 'decimal' : format
}
