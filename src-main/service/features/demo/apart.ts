import type { Records } from '../../db/records.ts'
import type { RepBook } from './rep-book.ts'

/** How many customers of each representative both sides touch while apart. */
const TOUCHED = 4

/** What the manager changes after his first merge, not knowing what the representatives are writing. */
export function managerEdits(records: Records, books: readonly RepBook[]): void {
  for (const book of books) {
    for (const id of known(book).slice(3, 3 + TOUCHED)) {
      records.update('customer', id, { grade: 'VIP', note: '总部重点客户，报价前先沟通' })
    }
  }
  // a customer that the manager takes for a mistake, while its representative is still writing to it
  const last = books[0] && known(books[0]).at(-1)
  if (last) records.remove('customer', last)
}

/** What a representative writes in the same days, not knowing of the manager's changes. */
export function repEdits(records: Records, book: RepBook): void {
  for (const id of known(book).slice(3, 3 + TOUCHED)) {
    records.update('customer', id, { grade: book.random.pick(['A', 'B']), address: `${book.rep.city}高新区科技路${String(1 + book.random.int(300))}号` })
  }
  const last = known(book).at(-1)
  if (last && book.number === 0) records.update('customer', last, { note: '客户已付定金，本周发货' })
}

/**
 * Two representatives enter what is really one customer: the same phone, the name written in two ways. The merged copy finds them.
 */
export function enterCollision(records: Records, book: RepBook, pair: number, isSecond: boolean): void {
  const core = `瀚洋${String(pair + 1)}号`
  records.insert('customer', {
    code: `C${String(book.number + 1).padStart(3, '0')}-9${String(pair).padStart(3, '0')}`,
    kind: 'firm',
    name: isSecond ? `${core}水务（集团）股份公司` : `${book.rep.city}${core}水务有限公司`,
    short_name: `${core}水务`,
    industry: '水务',
    region: book.rep.province,
    phone: `1009990${String(1000 + pair)}`,
    life_cycle: 'intent',
    owner_id: book.employeeId,
    org_unit_id: book.orgUnitId,
  })
}

function known(book: RepBook): Buffer[] {
  return book.ids.filter((id) => id !== undefined)
}
