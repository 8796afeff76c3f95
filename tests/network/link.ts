/** What lies between one copy and the others, and how it fails. */
export interface Link {
  /** Under which address the copy reaches a port of the others. */
  addressOf(port: number): Promise<string>
  /** What has to stand before a command so that it is behind this link; empty when nothing. */
  readonly prefix: readonly string[]
  /** Makes trouble until the signal; then everything that is new goes through. */
  trouble(until: AbortSignal): Promise<void>
  readonly counts: LinkCounts
  close(): Promise<void>
}

/** How often what happened. */
export interface LinkCounts {
  connections: number
  cut: number
  partitions: number
  halfOpen: number
  refused: number
  /** New addresses, as when a laptop goes from one network to another. */
  moved: number
}

export function newCounts(): LinkCounts {
  return { connections: 0, cut: 0, partitions: 0, halfOpen: 0, refused: 0, moved: 0 }
}

/** The time between two troubles, and of a partition, in ms. */
export const SHORTEST_MS = 500
export const MOST_MS = 3_000
