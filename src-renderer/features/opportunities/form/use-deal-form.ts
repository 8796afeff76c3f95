import { OpportunityFields, type Opportunity } from '#shared/contract/opportunities.contract.ts'
import { useForm } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

type DealValues = Omit<OpportunityFields, 'stageId' | 'currency'>

/** The form over one opportunity; the stage is not in it, since moving has questions of its own. */
export function useDealForm(deal: Opportunity | null, start: Partial<DealValues>) {
  const rpc = useRpc()
  return useForm<DealValues, Opportunity>({
    key: deal ? `opportunity.${deal.id}` : 'opportunity.new',
    schema: OpportunityFields.omit({ stageId: true, currency: true }),
    initial: () => (deal ? fieldsOf(deal) : { ...blank, ...start }),
    save: async (changed, all) => {
      if (deal) return rpc.opportunities.update({ id: deal.id, fields: changed })
      return rpc.opportunities.create(filled(all))
    },
  })
}

const blank: DealValues = {
  code: null, name: '', customerId: null, ownerId: null, productId: null, amountMinor: null, createdOn: null, engagedOn: null,
  expectedOn: null, closedOn: null, reason: null, competitorId: null, source: null, note: null,
}

// What is left empty is not sent, so that the service fills in its own defaults (owner, day, stage).
function filled(values: DealValues): Partial<DealValues> & { name: string } {
  return { ...(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<DealValues>), name: values.name }
}

function fieldsOf(deal: Opportunity): DealValues {
  const { code, name, customerId, ownerId, productId, amountMinor, createdOn, engagedOn, expectedOn, closedOn, reason, competitorId, source, note } = deal
  return { code, name, customerId, ownerId, productId, amountMinor, createdOn, engagedOn, expectedOn, closedOn, reason, competitorId, source, note }
}
