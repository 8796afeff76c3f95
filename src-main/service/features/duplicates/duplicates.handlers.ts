import { api } from '../../procedure.ts'
import { findDuplicates } from './find-duplicates.ts'

export const duplicatesHandlers = {
  duplicates: api.customers.duplicates.handler(({ input, context }) => findDuplicates(context.workspace, input)),
}
