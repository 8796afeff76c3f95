import { api } from '../../procedure.ts'
import { getFirm, saveFirm } from './firm.ts'
import { saveEmployee, saveUnit, setCalendarDay, setTarget } from './organisation.commands.ts'
import { listCalendar, listEmployees, listTargets, listUnits } from './organisation.queries.ts'

export const organisationHandlers = {
  firm: api.organisation.firm.handler(({ context }) => getFirm(context.workspace)),
  saveFirm: api.organisation.saveFirm.handler(({ input, context }) => context.asWriter(() => saveFirm(context.workspace, input))),
  units: api.organisation.units.handler(({ context }) => listUnits(context.workspace)),
  saveUnit: api.organisation.saveUnit.handler(({ input, context }) => context.asWriter(() => saveUnit(context.workspace, input))),
  employees: api.organisation.employees.handler(({ input, context }) => listEmployees(context.workspace, input)),
  saveEmployee: api.organisation.saveEmployee.handler(({ input, context }) => context.asWriter(() => saveEmployee(context.workspace, input))),
  calendar: api.organisation.calendar.handler(({ input, context }) => listCalendar(context.workspace, input.year)),
  setCalendarDay: api.organisation.setCalendarDay.handler(({ input, context }) =>
    context.asWriter(() => {
      setCalendarDay(context.workspace, input)
      return {}
    }),
  ),
  targets: api.organisation.targets.handler(({ input, context }) => listTargets(context.workspace, input.year)),
  setTarget: api.organisation.setTarget.handler(({ input, context }) =>
    context.asWriter(() => {
      setTarget(context.workspace, input)
      return {}
    }),
  ),
}
