/** A name as it is compared: without width, case, spaces and punctuation. `GTX Pro`, `gtxpro` and `ＧＴＸ－Pro` are one. */
export function comparableName(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase()
  const bare = plain.replace(/[\s\p{P}\p{S}]/gu, '')
  // A name of nothing but signs is compared by its signs.
  return bare === '' ? plain.trim() : bare
}
