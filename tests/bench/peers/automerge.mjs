import * as A from '@automerge/automerge'

/** Writes of one change: fewer changes favour Automerge, and with small ones the preparation takes many minutes. */
const STEP = 500

/** Automerge: a map of rows, each a map of fields. Nothing is written to a disk. */
export function prepareAutomerge({ shared, sites }) {
  const base = A.from({ activity: Object.fromEntries(shared.map(({ id, fields }) => [id, fields])) })
  const state = A.save(base)
  const heads = A.getHeads(base)
  const updates = sites.map((changes) => {
    let doc = A.load(state)
    for (let at = 0; at < changes.length; at += STEP) {
      doc = A.change(doc, (draft) => {
        for (const { id, isNew, fields } of changes.slice(at, at + STEP)) {
          if (isNew) draft.activity[id] = fields
          else Object.assign(draft.activity[id], fields)
        }
      })
    }
    return A.saveSince(doc, heads)
  })
  let receiver = A.load(state)
  return {
    merge: () => updates.forEach((update) => { receiver = A.loadIncremental(receiver, update) }),
    rows: () => Object.keys(receiver.activity).length,
    close: () => A.free(receiver),
  }
}
