import type * as z from 'zod'
import { EmployeeFields } from '#shared/contract/organisation.contract.ts'
import { useForm } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'
import type { Employee } from './org-tree.ts'

type EmployeeFields = z.infer<typeof EmployeeFields>

/** Gives the part of an employee that a form holds; a new one begins in the chosen unit. */
export function fieldsOfEmployee(employee: Employee | null, unitId: string | null): EmployeeFields {
  if (!employee) return { code: null, name: '', role: 'rep', orgUnitId: unitId, managerId: null, phone: null, mail: null, activeFrom: null, activeTo: null }
  const { code, name, role, phone, mail, activeFrom, activeTo } = employee
  return { code, name, role, orgUnitId: employee.orgUnit?.id ?? null, managerId: employee.manager?.id ?? null, phone, mail, activeFrom, activeTo }
}

/** The form of an employee, new without one; sends only what changed. */
export function useEmployeeForm(employee: Employee | null, unitId: string | null) {
  const rpc = useRpc()
  return useForm<EmployeeFields, Employee>({
    key: `employee.${employee?.id ?? 'new'}`,
    schema: EmployeeFields,
    initial: () => fieldsOfEmployee(employee, unitId),
    save: (changed, all) => rpc.organisation.saveEmployee(employee ? { id: employee.id, fields: changed } : { fields: all }),
  })
}
