export type SqlValue = string | number | Buffer | null

/** Runs one statement of the SQL that SQLite and PostgreSQL have in common, with `$1`, `$2`, … as parameters. Shape: whole numbers come as numbers. */
export interface HubQueries {
  all<R>(sql: string, values?: readonly SqlValue[]): Promise<readonly R[]>
}

export interface HubDialect {
  readonly kind: 'sqlite' | 'postgres'
  readonly bytes: string
  readonly integer: string
  readonly forUpdate: string
  readonly tableEnd: string
}

/** A hub's database. Two kinds, one SQL: whatever differs is here. */
export interface HubDatabase extends HubQueries {
  /** Names of types, and what a SELECT adds to lock its rows. */
  readonly dialect: HubDialect
  /** Runs work as one transaction, on the disk when it resolves. Edge: may run it again when the database broke it off because of another one. */
  transaction<T>(work: (queries: HubQueries) => Promise<T>): Promise<T>
  /** Runs work while no other process of this hub does the same. */
  alone<T>(work: (queries: HubQueries) => Promise<T>): Promise<T>
  /** Tells every process of the hub, once the transaction is through, that something of a firm is new. */
  announce(queries: HubQueries, firm: string): Promise<void>
  watch(firm: string, changed: () => void): () => void
  close(): Promise<void>
}

/** Who is to be woken for which firm. */
export interface Watchers {
  add(firm: string, changed: () => void): () => void
  wake(firm: string): void
  wakeAll(): void
}

export function createWatchers(): Watchers {
  const byFirm = new Map<string, Set<() => void>>()
  return {
    add(firm, changed) {
      const watching = byFirm.get(firm) ?? new Set()
      byFirm.set(firm, watching.add(changed))
      return () => {
        watching.delete(changed)
        if (watching.size === 0 && byFirm.get(firm) === watching) byFirm.delete(firm)
      }
    },
    wake(firm) {
      for (const changed of byFirm.get(firm) ?? []) changed()
    },
    wakeAll() {
      for (const watching of byFirm.values()) for (const changed of watching) changed()
    },
  }
}
