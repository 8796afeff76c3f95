/** Fails the type check when a union is not handled exhaustively, and loudly at run time when a value from outside slips through. */
export function assertNever(value: never, where: string): never {
  throw new Error(`${where}: unexpected ${JSON.stringify(value)}`)
}
