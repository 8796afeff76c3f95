import * as Y from 'yjs'

/** Yjs: a map of rows, each a map of fields. Nothing is written to a disk. */
export function prepareYjs({ shared, sites }) {
  const base = new Y.Doc()
  base.transact(() => shared.forEach(({ id, fields }) => base.getMap('activity').set(id, new Y.Map(Object.entries(fields)))))
  const state = Y.encodeStateAsUpdate(base)
  const vector = Y.encodeStateVector(base)
  const updates = sites.map((changes) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const rows = doc.getMap('activity')
    for (const { id, isNew, fields } of changes) {
      doc.transact(() => {
        if (isNew) rows.set(id, new Y.Map(Object.entries(fields)))
        else for (const [name, value] of Object.entries(fields)) rows.get(id).set(name, value)
      })
    }
    return Y.encodeStateAsUpdate(doc, vector)
  })
  const receiver = new Y.Doc()
  Y.applyUpdate(receiver, state)
  return {
    merge: () => updates.forEach((update) => Y.applyUpdate(receiver, update)),
    rows: () => receiver.getMap('activity').size,
    close: () => receiver.destroy(),
  }
}
