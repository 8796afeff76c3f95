/** Some fields of a record, as a request gives them: left out and undefined mean the same, "not given". */
export type Given<T> = { readonly [K in keyof T]?: T[K] | undefined }

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Gives the entries that are not undefined. */
export function definedOnly<T extends object>(given: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>
}

/** Gives the entries that are given and differ from what is there already: the rest is no change and must not travel. */
export function changedOnly<T extends object, G extends Given<T>>(given: G, before: T): G {
  return Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== undefined && before[key as keyof T] !== value)) as G
}
