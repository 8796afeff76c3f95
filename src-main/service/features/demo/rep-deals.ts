import type { Records } from '../../db/records.ts'
import { addDays } from '#shared/kernel/plain-date.ts'
import type { OpenDeal, RepBook } from './rep-book.ts'
import { dayOf, momentOf, type DemoMonth } from './timetable.ts'

const REASONS = ['价格高于对手', '交期太长', '项目取消', '选择了本地品牌', '技术不符'] as const
/** Most that is won is won for these. */
const WON_FOR = ['性价比', '交期快', '老客户信任', '技术方案'] as const

/** Moves a representative's deals on by one month, and opens new ones. */
export function workDeals(records: Records, book: RepBook, month: DemoMonth): void {
  for (const deal of [...book.deals]) advance(records, book, deal, month)
  for (let left = book.random.poisson(book.dealsPerMonth); left > 0; left--) openDeal(records, book, month)
}

function openDeal(records: Records, book: RepBook, month: DemoMonth): void {
  const { random, stages } = book
  const customer = random.int(book.customers.length)
  const customerId = book.ids[customer]
  const [first] = stages.open
  const createdOn = dayOf(month, 1 + random.int(28))
  if (!customerId || !first || createdOn > month.lastDay) return
  const product = random.int(book.catalogue.length)
  const amountMinor = Math.round((book.catalogue[product]?.priceMinor ?? 0) * (2 + random.int(20)) * (book.customers[customer]?.weight ?? 1))
  const id = records.insert('opportunity', {
    code: `D${String(book.number + 1).padStart(3, '0')}-${String(++book.dealCount).padStart(4, '0')}`,
    name: `${book.customers[customer]?.company.short ?? ''} ${book.catalogue[product]?.category ?? ''}项目`,
    customer_id: customerId,
    owner_id: book.employeeId,
    pipeline_id: stages.pipeline,
    stage_id: first,
    product_id: book.headquarters.products[product] ?? null,
    amount_minor: amountMinor,
    currency: 'CNY',
    created_on: createdOn,
    engaged_on: createdOn,
    expected_on: addDays(createdOn, 60 + random.int(60)),
    source: random.pick(['展会', '转介绍', '网站', '陌生拜访']),
  })
  records.insert('stage_change', { opportunity_id: id, to_stage_id: first, changed_at: momentOf(createdOn, 10) })
  book.deals.push({ id, stage: 0, customer, amountMinor, since: month.index })
}

function advance(records: Records, book: RepBook, deal: OpenDeal, month: DemoMonth): void {
  const { random, stages } = book
  const day = dayOf(month, 1 + random.int(28))
  if (day > month.lastDay || !random.chance(0.7)) return
  const from = stages.open[deal.stage]
  if (!from) return
  const isLast = deal.stage === stages.open.length - 1
  if (!isLast && !random.chance(0.22)) {
    deal.stage++
    moveTo(records, deal, from, stages.open[deal.stage] ?? from, day, {})
    return
  }
  const isWon = isLast && random.chance(Math.min(0.85, 0.5 * book.rep.skill))
  const rival = random.chance(0.6) ? random.pick(book.headquarters.rivals) : null
  moveTo(records, deal, from, isWon ? stages.won : stages.lost, day, {
    closed_on: day,
    reason: random.pick(isWon ? WON_FOR : REASONS),
    competitor_id: rival,
  })
  book.deals.splice(book.deals.indexOf(deal), 1)
}

interface Ending {
  readonly closed_on?: string
  readonly reason?: string
  readonly competitor_id?: Buffer | null
}

function moveTo(records: Records, deal: OpenDeal, from: Buffer, to: Buffer, day: string, ending: Ending): void {
  records.update('opportunity', deal.id, { stage_id: to, ...ending })
  records.insert('stage_change', { opportunity_id: deal.id, from_stage_id: from, to_stage_id: to, changed_at: momentOf(day, 15) })
}
