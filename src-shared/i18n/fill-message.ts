/**
 * Puts values into a message's `{name}` places: the little that the service and the command line need of the window's message syntax.
 *
 * Edge  a place without a value stays as it is, so that the fault is seen; of a plural message (`one | many`) the part for `count` is taken.
 */
export function fillMessage(message: string, values: Readonly<Record<string, string | number>> = {}): string {
  const parts = message.split(' | ')
  const text = parts.length === 2 && values['count'] !== 1 ? (parts[1] ?? message) : (parts[0] ?? message)
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place))
}
