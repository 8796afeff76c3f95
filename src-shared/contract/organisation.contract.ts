import * as z from 'zod'
import { Currency, line, Minor, Month, PlainDate, procedure, RecordId, RecordRef } from './base.ts'
import { Role } from './workspace.contract.ts'

/** The firm itself; `hasMoney`: amounts in its currency exist, so that the currency stays. */
export const Firm = z.object({ id: RecordId, name: z.string(), currency: Currency, fiscalYearStart: z.int().min(1).max(12), hasMoney: z.boolean() })
export type Firm = z.infer<typeof Firm>
export const FirmFields = z.object({ name: line(200), currency: Currency, fiscalYearStart: z.int().min(1).max(12) })

export const OrgUnit = z.object({ id: RecordId, parentId: RecordId.nullable(), name: z.string(), depth: z.int() })
export const Employee = z.object({
  id: RecordId,
  code: z.string().nullable(),
  name: z.string(),
  role: Role,
  orgUnit: RecordRef.nullable(),
  manager: RecordRef.nullable(),
  phone: z.string().nullable(),
  mail: z.string().nullable(),
  activeFrom: PlainDate.nullable(),
  activeTo: PlainDate.nullable(),
})
export const EmployeeFields = z.object({
  code: line(60).nullable(), name: line(100), role: Role, orgUnitId: RecordId.nullable(), managerId: RecordId.nullable(),
  phone: line(60).nullable(), mail: z.email().max(200).nullable(), activeFrom: PlainDate.nullable(), activeTo: PlainDate.nullable(),
})
export const CalendarDay = z.object({ day: PlainDate, kind: z.enum(['work', 'rest']), name: z.string().nullable() })

export const Target = z.object({
  id: RecordId, period: Month, orgUnit: RecordRef.nullable(), employee: RecordRef.nullable(),
  category: RecordRef.nullable(), product: RecordRef.nullable(), amountMinor: Minor,
})

export const organisationContract = {
  firm: procedure.output(Firm),
  /** Sets some fields of the firm. Refused: `currency-in-use`, `currency-unknown`. */
  saveFirm: procedure.input(FirmFields.partial()).output(Firm),
  /** The tree, parents before children. */
  units: procedure.output(z.array(OrgUnit)),
  saveUnit: procedure.input(z.object({ id: RecordId.optional(), name: line(100), parentId: RecordId.nullable() })).output(OrgUnit),
  employees: procedure.input(z.object({ search: z.string().max(100).optional(), activeOnly: z.boolean().default(false) })).output(z.array(Employee)),
  saveEmployee: procedure.input(z.object({ id: RecordId.optional(), fields: EmployeeFields.partial() })).output(Employee),
  /** Exceptions to Monday-Friday in one year: public holidays (`rest`) and make-up days (`work`). */
  calendar: procedure.input(z.object({ year: z.int().min(1990).max(2100) })).output(z.array(CalendarDay)),
  setCalendarDay: procedure.input(z.object({ day: PlainDate, kind: z.enum(['work', 'rest', 'normal']), name: line(100).nullable() })).output(z.object({})),
  targets: procedure.input(z.object({ year: z.int().min(1990).max(2100) })).output(z.array(Target)),
  /** One target per period, unit or employee, and category or product; amount null removes it. */
  setTarget: procedure
    .input(z.object({ period: Month, orgUnitId: RecordId.nullable().default(null), employeeId: RecordId.nullable().default(null), categoryId: RecordId.nullable().default(null), productId: RecordId.nullable().default(null), amountMinor: Minor.nullable() }))
    .output(z.object({})),
}
