import type { DemoCustomer } from './customers.ts'
import type { DemoRep } from './organisation.ts'
import type { DemoProduct } from './catalogue.ts'
import type { Headquarters } from './headquarters.ts'
import type { Random } from './random.ts'

export interface Stages {
  readonly pipeline: Buffer
  readonly open: readonly Buffer[]
  readonly won: Buffer
  readonly lost: Buffer
}

export interface OpenDeal {
  readonly id: Buffer
  stage: number
  readonly customer: number
  readonly amountMinor: number
  readonly since: number
}

/** Everything that one representative's copy knows while its history is being written. */
export interface RepBook {
  readonly rep: DemoRep
  readonly number: number
  readonly random: Random
  readonly employeeId: Buffer
  readonly orgUnitId: Buffer | null
  readonly customers: readonly DemoCustomer[]
  readonly catalogue: readonly DemoProduct[]
  readonly headquarters: Headquarters
  readonly stages: Stages
  /** By index of the customer; undefined until it becomes known. */
  readonly ids: (Buffer | undefined)[]
  readonly contacts: (Buffer | undefined)[]
  readonly deals: OpenDeal[]
  /** New deals a month, on the average. */
  readonly dealsPerMonth: number
  orderCount: number
  dealCount: number
}
