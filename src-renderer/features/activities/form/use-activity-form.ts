import { ActivityFields, type Activity } from '#shared/contract/activities.contract.ts'
import { useForm } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

/** What is filled in beforehand when a new activity is planned. */
export interface ActivityStart {
  readonly customerId?: string | null
  readonly opportunityId?: string | null
  readonly plannedOn?: string | null
}

/** The form over one activity; without `activity` a new one is planned. */
export function useActivityForm(activity: Activity | null, start: ActivityStart = {}) {
  const rpc = useRpc()
  return useForm<ActivityFields, Activity>({
    key: activity ? `activity.${activity.id}` : 'activity.new',
    // An empty list is fine: without this the field would be marked as required.
    schema: ActivityFields.extend({ contactIds: ActivityFields.shape.contactIds.optional() }),
    initial: () => (activity ? fieldsOf(activity) : { ...blank, ...start }),
    save: async (changed, all) => {
      if (activity) return rpc.activities.update({ id: activity.id, fields: changed })
      return rpc.activities.log(all)
    },
  })
}

const blank: ActivityFields = {
  kind: 'visit', subject: '', customerId: null, opportunityId: null, ownerId: null, plannedOn: null, doneAt: null, result: null,
  place: null, minutes: null, competitorId: null, contactIds: [],
}

function fieldsOf(activity: Activity): ActivityFields {
  const { kind, subject, customerId, opportunityId, ownerId, plannedOn, doneAt, result, place, minutes, competitorId, contactIds } = activity
  return { kind, subject, customerId, opportunityId, ownerId, plannedOn, doneAt, result, place, minutes, competitorId, contactIds: [...contactIds] }
}
