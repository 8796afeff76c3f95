import * as z from 'zod'
import { Currency, PlainDate, procedure } from './base.ts'

/** Names of the models that exist; the command line, the report and the window use the same names. */
export const modelNames = ['sales-trend', 'key-customers', 'contribution', 'plan-attainment', 'win-loss'] as const
export const ModelName = z.enum(modelNames)
export type ModelName = z.infer<typeof ModelName>

const Reference = z.string().trim().min(1).max(200)
const References = z.union([Reference, z.array(Reference).min(1).max(200)])

/**
 * Filters that every model accepts.
 *
 * Shape   `orgUnit`, `employee` and `product` name records by id, else by code, else by name; `orgUnit` means its whole
 *         subtree; `region` matches by prefix of the region code, so that a province covers its cities.
 * Edge    without `asOf` the service's clock decides, or the newest order when that is more than 62 days old; without
 *         `from` and `to` the whole time with data counts.
 */
export const CommonParams = z.object({
  asOf: PlainDate.optional(),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  orgUnit: References.optional(),
  employee: References.optional(),
  product: References.optional(),
  category: References.optional(),
  region: References.optional(),
  grade: References.optional(),
  currency: Currency.optional(),
})
export type CommonParams = z.infer<typeof CommonParams>

/** One value of a table cell or figure; lists occur where a cell names several things. */
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
export const Cell = z.union([Scalar, z.array(Scalar)])
export type Cell = z.infer<typeof Cell>

/** A value inside a finding, tagged so that the reader's language decides how it is written. */
export const FindingValue = z.union([
  z.object({ money: z.number(), currency: z.string() }),
  z.object({ ratio: z.number() }),
  /** Percentage points as a ratio: 0.02 is written "2.0 points". */
  z.object({ points: z.number() }),
  z.object({ count: z.number() }),
  z.object({ date: z.string() }),
  z.object({ month: z.string() }),
  z.object({ text: z.string() }),
])
export type FindingValue = z.infer<typeof FindingValue>

/** The sentence for the manager: message `analysis.finding.<key>` with `values`; `text` only where a text was asked for. */
export const Finding = z.object({
  key: z.string(),
  values: z.record(z.string(), FindingValue),
  text: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

/** What one chart draws: shared categories and one or more lines of equal length; null leaves a gap. */
export const ChartSeries = z.object({
  kind: z.enum(['line', 'bar', 'combo', 'curve', 'range']),
  unit: z.enum(['money', 'ratio', 'count', 'points']),
  x: z.array(z.string()),
  lines: z.array(
    z.object({
      /** Message `analysis.series.<key>` names the line. */
      key: z.string(),
      style: z.enum(['line', 'dashed', 'bar', 'hatched', 'band-low', 'band-high', 'point']),
      values: z.array(z.number().nullable()),
    }),
  ),
})
export type ChartSeries = z.infer<typeof ChartSeries>

export const recordKinds = ['order-lines', 'opportunities', 'targets'] as const
export const RecordKind = z.enum(recordKinds)
export type RecordKind = z.infer<typeof RecordKind>

/** A serialisable filter that names the records behind a figure; ids are resolved, nothing is looked up by name. */
export const DrillFilter = z.object({
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  month: z.string().regex(/^\d{4}-\d{2}$/).optional(),
  currency: Currency.optional(),
  orgUnits: z.array(z.uuid()).optional(),
  employees: z.array(z.uuid()).optional(),
  products: z.array(z.uuid()).optional(),
  categories: z.array(z.string()).optional(),
  regions: z.array(z.string()).optional(),
  grades: z.array(z.string()).optional(),
  customer: z.uuid().nullable().optional(),
  product: z.uuid().nullable().optional(),
  employee: z.uuid().nullable().optional(),
  orgUnit: z.uuid().nullable().optional(),
  category: z.string().nullable().optional(),
  region: z.string().nullable().optional(),
  channel: z.string().nullable().optional(),
  source: z.string().nullable().optional(),
  competitor: z.string().nullable().optional(),
  reason: z.string().nullable().optional(),
  quarter: z.string().nullable().optional(),
  outcome: z.enum(['won', 'lost', 'open']).optional(),
  kind: z.enum(['sale', 'return']).optional(),
})
export type DrillFilter = z.infer<typeof DrillFilter>

export const DrillTarget = z.object({
  records: RecordKind,
  filter: DrillFilter,
  /** For a table row: column of the row -> field of the filter that its value goes into. */
  columns: z.record(z.string(), DrillFilter.keyof()).optional(),
})
export type DrillTarget = z.infer<typeof DrillTarget>

/** How to open the records behind the whole result, and behind one row of a table. */
export const Drill = z.object({ all: DrillTarget, tables: z.record(z.string(), DrillTarget) })
export type Drill = z.infer<typeof Drill>

export const Confidence = z.enum(['enough', 'thin', 'too-little'])
export type Confidence = z.infer<typeof Confidence>

export const Excluded = z.object({ reason: z.string(), count: z.int().nonnegative() })
export type Excluded = z.infer<typeof Excluded>

/** Whose copy is part of the database and up to when it was seen. */
export const Source = z.object({ site: z.string(), employee: z.string().nullable(), asOf: z.string().nullable() })
export type Source = z.infer<typeof Source>

/**
 * The answer of any model.
 *
 * Units   money in minor units of `currency` (names end in Minor), ratios plain (0.25, never 25), quantities in units.
 * Names   message `measure.<key>` names every figure and every column of a table, in the window and in the report alike.
 * Edge    too little data is an answer: `confidence` says so, figures are null and tables empty.
 */
export const ModelResult = z.object({
  model: ModelName,
  asOf: PlainDate,
  /** `asOfReason` says why the date is not today's: the newest order lies more than 62 days back. */
  period: z.object({
    from: PlainDate.nullable(),
    to: PlainDate.nullable(),
    asOfReason: z.enum(['given', 'today', 'newest-order']),
  }),
  currency: z.string(),
  method: z.string(),
  n: z.int().nonnegative(),
  confidence: Confidence,
  excluded: z.array(Excluded),
  figures: z.record(z.string(), Cell),
  tables: z.record(z.string(), z.array(z.record(z.string(), Cell))),
  series: z.record(z.string(), ChartSeries),
  finding: Finding,
  sources: z.array(Source),
  drill: Drill,
})
export type ModelResult = z.infer<typeof ModelResult>

export const ParamDescription = z.object({
  name: z.string(),
  type: z.enum(['date', 'reference', 'choice', 'number', 'weights', 'text']),
  choices: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number()]).optional(),
})
export type ParamDescription = z.infer<typeof ParamDescription>

export const ModelDescription = z.object({
  name: ModelName,
  /** Message key of the question the model answers. */
  questionKey: z.string(),
  titleKey: z.string(),
  methodKey: z.string(),
  params: z.array(ParamDescription),
})
export type ModelDescription = z.infer<typeof ModelDescription>

/** Gives every model with its question, its name in words and its parameters. */
const list = procedure.output(z.array(ModelDescription))

/**
 * Runs one model over the whole database that the caller may see.
 *
 * Errors  REFUSED with the parameter as `field`: kinds `param-invalid` ({reason}), `param-unknown`, `param-not-found` ({value}).
 * Cost    under 300 ms for a million order lines on first use, under 100 ms for a changed filter.
 */
const run = procedure
  .input(z.object({ model: ModelName, params: z.record(z.string(), z.unknown()).default({}) }))
  .output(ModelResult)

export const RecordPage = z.object({
  total: z.int().nonnegative(),
  /** Column names in order; message `analysis.records.<column>` names each. */
  columns: z.array(z.string()),
  /** Cells by column, plus ids (`orderId`, `customerId`, `opportunityId`, …) to open the record. */
  rows: z.array(z.record(z.string(), Cell)),
})
export type RecordPage = z.infer<typeof RecordPage>

/** Gives one page of the records behind a figure, newest first, ties by id. */
const records = procedure
  .input(
    z.object({
      target: DrillTarget.pick({ records: true, filter: true }),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(100),
    }),
  )
  .output(RecordPage)

export const analysisContract = { list, run, records }
