export type FieldKind = 'money' | 'date' | 'instant' | 'percent' | 'quantity' | 'flag' | 'choice' | 'reference' | 'text'

const CHOICES: ReadonlySet<string> = new Set(['kind', 'role', 'life_cycle', 'preferred_channel', 'outcome', 'entity'])
const DATES: ReadonlySet<string> = new Set(['day', 'birthday', 'active_from', 'active_to'])

/**
 * Tells from the name of a column how its values are written.
 *
 * Source  the naming rules of the database: `_minor` money, `_on` dates, `_at` instants, `_bp` basis points, `_milli` thousandths, `_id` references.
 */
export function fieldKind(field: string): FieldKind {
  if (field.endsWith('_minor')) return 'money'
  if (field.endsWith('_on') || DATES.has(field)) return 'date'
  if (field.endsWith('_at')) return 'instant'
  if (field.endsWith('_bp')) return 'percent'
  if (field.endsWith('_milli')) return 'quantity'
  if (field.startsWith('is_')) return 'flag'
  if (field.endsWith('_id') || field === 'created_by') return 'reference'
  return CHOICES.has(field) ? 'choice' : 'text'
}
