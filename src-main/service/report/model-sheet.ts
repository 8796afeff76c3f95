import type { Cell, ModelResult } from '#shared/contract/analysis.contract.ts'
import type { Block, CellInput, SheetSpec, TableBlock } from '../files/xlsx/workbook-spec.ts'
import { formatOfMeasure } from './measure-format.ts'
import { MODEL_PLANS } from './model-plans.ts'
import type { ReportTexts } from './report-texts.ts'

/** The name that a model's sheet has in the workbook. */
export function sheetName(result: ModelResult, texts: ReportTexts): string {
  return texts.text(`report.model.${result.model}`)
}

/**
 * Lays a model's result out on one sheet: the sentence, the figures, every table with its chart, the method in plain words.
 *
 * Shape  tables that are empty are left out; a result with too little data still has its sheet and says so.
 */
export function modelSheet(result: ModelResult, findingText: string, texts: ReportTexts): SheetSpec {
  const plan = MODEL_PLANS[result.model]
  const blocks: Block[] = [
    { kind: 'title', text: sheetName(result, texts) },
    { kind: 'text', lines: [findingText, texts.text(`report.confidence.${result.confidence}`, { n: result.n })] },
    { kind: 'space' },
    { kind: 'facts', rows: Object.entries(result.figures).map(([key, value]) => ({ label: texts.measure(key), value: cellInput(value), format: formatOfMeasure(key, value) })) },
  ]
  for (const [name, rows] of Object.entries(result.tables)) {
    const [first] = rows
    if (!first) continue
    blocks.push({ kind: 'space' }, { kind: 'title', level: 2, text: texts.text(`report.table.${name}`) }, tableBlock(result, name, Object.keys(first).filter(isForPeople), rows, texts))
    for (const [index, chart] of plan.charts.entries()) {
      if (plan.chartTable[index] !== name) continue
      blocks.push({ kind: 'chart', ...chart, series: chart.series.filter((key) => key in first), table: tableName(result, name), title: texts.text(`report.table.${name}`) })
    }
  }
  if (result.excluded.length > 0) {
    blocks.push({ kind: 'space' }, { kind: 'title', level: 2, text: texts.text('report.excluded') })
    blocks.push({ kind: 'facts', rows: result.excluded.map(({ reason, count }) => ({ label: texts.text(`report.reason.${reason}`), value: count, format: 'integer' as const })) })
  }
  blocks.push({ kind: 'space' }, { kind: 'title', level: 2, text: texts.text('report.method') }, { kind: 'text', lines: [texts.text(`report.methodOf.${result.model}`)] })
  return { name: sheetName(result, texts), blocks, freezeHead: false }
}

/** Ids only serve to open the records from the window. */
function isForPeople(column: string): boolean {
  return !column.endsWith('Id')
}

/** Unique in the workbook, as Excel wants it. */
function tableName(result: ModelResult, name: string): string {
  return `${result.model.replaceAll('-', '_')}_${name}`
}

function tableBlock(result: ModelResult, name: string, keys: readonly string[], rows: readonly Record<string, Cell>[], texts: ReportTexts): TableBlock {
  const plan = MODEL_PLANS[result.model]
  const totals = plan.totals[name] ?? []
  const formulas = plan.formulas[name] ?? {}
  return {
    kind: 'table',
    name: tableName(result, name),
    columns: keys.map((key, index) => {
      const formula = formulas[key]?.replaceAll(`{${name}.`, `{${tableName(result, name)}.`)
      return {
        key,
        title: texts.measure(key),
        format: formatOfMeasure(key, rows.find((row) => row[key] !== null)?.[key]),
        ...(formula === undefined ? {} : { formula }),
        ...(totals.includes(key) ? { total: 'sum' as const } : {}),
        ...(index === 0 && totals.length > 0 ? { totalLabel: texts.text('report.total') } : {}),
      }
    }),
    rows: rows.map((row) => keys.map((key) => cellInput(row[key] ?? null))),
  }
}

function cellInput(value: Cell): CellInput {
  return Array.isArray(value) ? value.map((part) => String(part)).join(', ') : value
}
