import { type Action, mayDo } from '#shared/domain/rights/rights.ts'
import type { SyncTable, SyncTableName } from '../../db/registry.ts'
import { ALIVE } from '../engine/row-clocks.ts'
import type { RowRecord } from '../engine/row-record.ts'
import type { SqlValue } from '../store/tomb-body.ts'
import type { KnownDevice } from './devices.ts'

const ACTION: Readonly<Partial<Record<SyncTableName, Action>>> = {
  firm: 'organisation.write', org_unit: 'organisation.write', employee: 'organisation.write', pipeline: 'organisation.write',
  pipeline_stage: 'organisation.write', competitor: 'organisation.write', calendar_day: 'calendar.write', target: 'targets.write',
  product: 'products.write', product_category: 'products.write',
  customer: 'customers.write', contact: 'customers.write', customer_contact: 'customers.write',
  opportunity: 'opportunities.write', stage_change: 'opportunities.write', sales_order: 'orders.write', order_line: 'orders.write',
  activity: 'activities.write', activity_contact: 'activities.write',
}

/** Clocks below this one are of rows that a copy begins with: any real write is later. */
const CLOCK_OF_FOUNDING = 4096

/**
 * Tells whether the author of a bundle may state a record, by the rights of its role (`#shared/domain/rights`) and nothing else, so that all receivers
 * of one version decide alike.
 *
 * Edge    who may not give customers to others states only his own writes, and no owner but himself; everybody his own entry among the
 *         employees and his own views, and what his copy began with.
 */
export function mayState(author: KnownDevice, table: SyncTable, record: RowRecord<SqlValue>, isOwnClock: (alias: number) => boolean): boolean {
  const { role, employee } = author
  const passesOn = mayDo(role, 'customers.assign')
  if (!passesOn && !everySlot(record, (slot) => isOwnClock(record.clocks.s[slot] ?? 0))) return false
  if (!passesOn && !ownsWhatItStates(table, record, employee)) return false
  const action = ACTION[table.name]
  if (action === undefined || mayDo(role, action)) return true
  if (table.name === 'employee' && employee && Buffer.compare(record.id, employee) === 0) return true
  return table.name === 'org_unit' && everySlot(record, (slot) => (record.clocks.h[slot] ?? 0) < CLOCK_OF_FOUNDING)
}

function everySlot({ mask }: RowRecord, holds: (slot: number) => boolean): boolean {
  for (let slot = 0; slot <= ALIVE; slot++) if ((mask & (1 << slot)) !== 0 && !holds(slot)) return false
  return true
}

function ownsWhatItStates(table: SyncTable, { mask, values }: RowRecord<SqlValue>, employee: Buffer | null): boolean {
  const column = table.columns.indexOf('owner_id')
  if (column < 0 || (mask & (1 << column)) === 0) return true
  const owner = values[column] ?? null
  return Buffer.isBuffer(owner) && employee !== null && owner.equals(employee)
}
