import type { CompanyName } from './names.ts'
import type { DemoRep } from './organisation.ts'
import type { Random } from './random.ts'
import { MONTHS } from './scale.ts'

/** What becomes of a customer, for the analyses to find. */
export type Story = 'ordinary' | 'leaving' | 'star' | 'prospect'

export interface DemoCustomer {
  readonly code: string
  readonly company: CompanyName
  readonly region: string
  readonly isDealer: boolean
  readonly story: Story
  /** Index of the month in which it becomes known. */
  readonly since: number
  /** Orders a month in an average month; 0 for a prospect. */
  readonly ordersPerMonth: number
  /** Multiplies quantities: sizes of firms are skewed. */
  readonly weight: number
  readonly grade: string | null
  readonly phone: string
  readonly creditCode: string | null
}

export interface CustomerMix {
  readonly count: number
  /** Of all customers with sales, the mean orders a month that gives the scale its number of lines. */
  readonly meanOrdersPerMonth: number
}

/** Share of customers that buy; the others are prospects, as in any sales database. */
export const BUYING_SHARE = 0.45

/** Gives one representative's customers. His second is leaving, his third is a hidden star: small, fast, profitable. */
export function makeCustomers(
  random: Random,
  rep: DemoRep,
  repNumber: number,
  mix: CustomerMix,
  nextCompany: (city: string, isDealer: boolean) => CompanyName,
): DemoCustomer[] {
  return Array.from({ length: mix.count }, (_, index) => {
    const story = storyOf(random, index, repNumber)
    const isDealer = random.chance(0.18)
    const skewed = Math.exp(random.normal() * 1.1 - 0.6)
    const weight = story === 'leaving' ? 9 : story === 'star' ? 0.8 : skewed * (isDealer ? 1.8 : 1)
    return {
      code: `C${String(repNumber + 1).padStart(3, '0')}-${String(index + 1).padStart(4, '0')}`,
      company: nextCompany(rep.city, isDealer),
      region: rep.province === rep.city ? rep.city : `${rep.province}/${rep.city}`,
      isDealer,
      story,
      since: story === 'ordinary' && random.chance(0.35) ? random.int(MONTHS) : 0,
      ordersPerMonth: ordersPerMonth(random, story, mix.meanOrdersPerMonth),
      weight,
      grade: gradeOf(weight, story),
      phone: `100${String(repNumber).padStart(3, '0')}${String(10_000 + index)}`,
      creditCode: random.chance(0.6) ? creditCode(random) : null,
    }
  })
}

function storyOf(random: Random, index: number, repNumber: number): Story {
  if (index === 1) return 'leaving'
  if (index === 2 && repNumber % 4 === 0) return 'star'
  return random.chance(BUYING_SHARE) ? 'ordinary' : 'prospect'
}

function ordersPerMonth(random: Random, story: Story, mean: number): number {
  if (story === 'prospect') return 0
  if (story === 'leaving') return Math.max(2, mean * 3)
  return mean * random.between(0.35, 1.65)
}

function gradeOf(weight: number, story: Story): string | null {
  if (story === 'prospect') return null
  if (weight > 3) return 'A'
  return weight > 1.2 ? 'B' : 'C'
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** A credit code with a right check character but a region (990000) that does not exist, so that it is nobody's. Source: GB 32100-2015. */
function creditCode(random: Random): string {
  let body = '91990000'
  while (body.length < 17) body += ALPHABET[random.int(ALPHABET.length)] ?? '0'
  const sum = [...body].reduce((total, character, index) => total + ALPHABET.indexOf(character) * (WEIGHTS[index] ?? 0), 0)
  return body + (ALPHABET[(31 - (sum % 31)) % 31] ?? '0')
}
