import type { z } from 'zod'
import type { Activity, ActivityRow } from '#shared/contract/activities.contract.ts'
import type { ListQuery } from '#shared/contract/list-query.ts'
import { idBytes, idText } from '../../db/record-id.ts'
import type { Workspace } from '../../db/workspace.ts'
import { NotFound } from '../../refusal.ts'
import { allIds, type ListEntity, type ListSelection, readByIds, runList } from '../lists/public.ts'
import { anywhere } from '../search/public.ts'

type Row = z.infer<typeof ActivityRow>
type WithBytes<T, K extends keyof T> = Omit<T, K> & { [P in K]: Buffer | null }
type StoredRow = Omit<WithBytes<Row, 'customerId' | 'ownerId'>, 'id'> & { id: Buffer }
type Stored = Omit<WithBytes<Activity, 'customerId' | 'ownerId' | 'opportunityId' | 'competitorId'>, 'id' | 'contacts' | 'contactIds'> & { id: Buffer }

const activityEntity: ListEntity = {
  from: 'activity a',
  id: 'a.id',
  joins: { c: 'LEFT JOIN customer c ON c.id = a.customer_id', e: 'LEFT JOIN employee e ON e.id = a.owner_id' },
  fields: {
    kind: { sql: 'a.kind', type: 'text', isNullable: false },
    subject: { sql: 'a.subject', type: 'text', isNullable: false },
    customerId: { sql: 'a.customer_id', type: 'id', sortedBy: { sql: 'c.name', needs: ['c'] } },
    customerName: { sql: 'c.name', type: 'text', needs: ['c'] },
    ownerId: { sql: 'a.owner_id', type: 'id', sortedBy: { sql: 'e.name', needs: ['e'] } },
    ownerName: { sql: 'e.name', type: 'text', needs: ['e'] },
    opportunityId: { sql: 'a.opportunity_id', type: 'id' },
    plannedOn: { sql: 'a.planned_on', type: 'date' },
    doneAt: { sql: 'a.done_at', type: 'instant' },
    result: { sql: 'a.result', type: 'text' },
    minutes: { sql: 'a.minutes', type: 'number' },
  },
  search: (words) => ({
    sql: `SELECT a.id FROM activity a LEFT JOIN customer c ON c.id = a.customer_id
          WHERE 1${` AND (a.subject || char(1) || coalesce(a.result, '') || char(1) || coalesce(c.name, '')) LIKE ? ESCAPE '\\'`.repeat(words.length)}`,
    parameters: words.map(anywhere),
  }),
  defaultSort: [{ field: 'doneAt', direction: 'desc' }],
  sums: { minutes: { sql: 'sum(a.minutes)' } },
}

/** Gives one window of the activities. */
export function listActivities(workspace: Workspace, query: ListQuery): { rows: Row[]; total: number; sums: Record<string, number> } {
  const page = runList(workspace, activityEntity, query)
  return { rows: readActivityRows(workspace, page.ids), total: page.total, sums: page.sums }
}

/** Gives the ids of the whole list in its order, for exports. */
export function activityIds(workspace: Workspace, selection: ListSelection): Buffer[] {
  return allIds(workspace, activityEntity, selection)
}

/** Gives the list columns of some activities, in the order of the ids. */
export function readActivityRows(workspace: Workspace, ids: readonly Buffer[]): Row[] {
  return readByIds<StoredRow>(
    workspace,
    `SELECT a.id, a.kind, a.subject, a.customer_id AS customerId, c.name AS customerName, a.owner_id AS ownerId, e.name AS ownerName,
       a.planned_on AS plannedOn, a.done_at AS doneAt, a.result, a.minutes
     FROM activity a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN employee e ON e.id = a.owner_id`,
    'a.id',
    ids,
  ).map((row) => ({ ...row, id: idText(row.id), customerId: idText(row.customerId), ownerId: idText(row.ownerId) }))
}

/** Gives one activity with its persons, by name. Errors: `NotFound`. */
export function getActivity(workspace: Workspace, id: string): Activity {
  const row = workspace.db
    .prepare<[Buffer], Stored>(
      `SELECT a.id, a.kind, a.subject, a.customer_id AS customerId, c.name AS customerName, a.owner_id AS ownerId, e.name AS ownerName,
         a.opportunity_id AS opportunityId, a.competitor_id AS competitorId, a.planned_on AS plannedOn, a.done_at AS doneAt, a.result,
         a.place, a.minutes
       FROM activity a LEFT JOIN customer c ON c.id = a.customer_id LEFT JOIN employee e ON e.id = a.owner_id WHERE a.id = ?`,
    )
    .get(idBytes(id))
  if (!row) throw new NotFound('activity')
  const contacts = workspace.db
    .prepare<[Buffer], { id: Buffer; name: string }>(
      'SELECT c.id, c.name FROM activity_contact l JOIN contact c ON c.id = l.contact_id WHERE l.activity_id = ? ORDER BY c.name, c.id',
    )
    .all(row.id)
    .map((contact) => ({ id: idText(contact.id), name: contact.name }))
  return {
    ...row,
    id: idText(row.id),
    customerId: idText(row.customerId),
    ownerId: idText(row.ownerId),
    opportunityId: idText(row.opportunityId),
    competitorId: idText(row.competitorId),
    contacts,
    contactIds: contacts.map((contact) => contact.id),
  }
}
