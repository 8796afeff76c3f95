/** Statements that are kept by mask; a source with endless combinations must not fill the memory. */
const KEPT_STATEMENTS = 500

/** Gives the statement of a mask of columns, prepared when it is asked for the first time. */
export function statementOf<S>(statements: Map<number, S>, mask: number, prepare: () => S): S {
  let statement = statements.get(mask)
  if (statement === undefined) {
    if (statements.size >= KEPT_STATEMENTS) statements.clear()
    statements.set(mask, (statement = prepare()))
  }
  return statement
}
