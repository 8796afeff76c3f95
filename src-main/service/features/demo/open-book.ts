import type { Database } from 'better-sqlite3'
import type { Id } from '../../db/schema.ts'
import { unitsOfPath } from '../workspace/public.ts'
import type { DemoProduct } from './catalogue.ts'
import { BUYING_SHARE, makeCustomers } from './customers.ts'
import { employeeId, type Headquarters } from './headquarters.ts'
import { createCompanies } from './names.ts'
import type { DemoRep } from './organisation.ts'
import { createRandom } from './random.ts'
import type { RepBook, Stages } from './rep-book.ts'
import { MONTHS, type Size } from './scale.ts'

export interface BookPlan {
  readonly size: Size
  readonly seed: number
  readonly firmId: Buffer
  readonly catalogue: readonly DemoProduct[]
  readonly headquarters: Headquarters
}

const LINES_PER_ORDER = 3.3
/** Customers become known over time, so that the mean number over the months is less than the last. */
const MEAN_PRESENCE = 0.85

/** Plans one representative's whole history: everything that is left to chance comes from his own seed. */
export function openBook(db: Database, plan: BookPlan, number: number, rep: DemoRep): RepBook {
  const { size, seed, firmId } = plan
  const random = createRandom(seed * 7919 + number)
  const count = Math.round(size.customers / size.reps)
  const meanOrdersPerMonth = size.lines / LINES_PER_ORDER / (size.customers * BUYING_SHARE * MEAN_PRESENCE * MONTHS)
  return {
    rep,
    number,
    random,
    employeeId: employeeId(firmId, rep.name),
    orgUnitId: unitsOfPath(firmId, rep.unitPath).at(-1)?.id ?? null,
    customers: makeCustomers(random, rep, number, { count, meanOrdersPerMonth }, createCompanies(random)),
    catalogue: plan.catalogue,
    headquarters: plan.headquarters,
    stages: readStages(db),
    ids: [],
    contacts: [],
    deals: [],
    dealsPerMonth: size.opportunities / size.reps / MONTHS,
    orderCount: 0,
    dealCount: 0,
  }
}

interface StageRow {
  readonly id: Id
  readonly pipeline_id: Id
  readonly outcome: string
}

function readStages(db: Database): Stages {
  const rows = db.prepare<[], StageRow>('SELECT id, pipeline_id, outcome FROM pipeline_stage ORDER BY position').all()
  const withOutcome = (outcome: string): Buffer[] => rows.filter((row) => row.outcome === outcome).map((row) => Buffer.from(row.id))
  const [won] = withOutcome('won')
  const [lost] = withOutcome('lost')
  const [first] = rows
  if (!won || !lost || !first) throw new Error('demo: the pipeline has no end')
  return { pipeline: Buffer.from(first.pipeline_id), open: withOutcome('open'), won, lost }
}
