/**
 * Gives which of 24 words to ask for, as a sign that all were written down: two, one of each half, the first word being 1.
 *
 * Shape   `random` gives numbers from 0 up to, but not, 1.
 */
export function checkedWords(random: () => number): readonly [number, number] {
  const inHalf = (): number => 1 + Math.floor(random() * 12)
  return [inHalf(), 12 + inHalf()]
}
