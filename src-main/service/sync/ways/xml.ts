/** An element with the namespace it is in; attributes are not kept, nothing that is read here needs them. */
export interface XmlElement {
  readonly namespace: string
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Its own characters, without those of its children. */
  readonly text: string
}

interface OpenElement {
  namespace: string
  name: string
  children: XmlElement[]
  text: string
  /** As it is written, with its prefix. */
  tag: string
  /** Prefixes declared by it; the others are those of the elements around it. */
  prefixes: ReadonlyMap<string, string>
}

const MAX_DEPTH = 32
const NAME = /[^\s/<>="']+/y
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const ROOT_PREFIXES: ReadonlyMap<string, string> = new Map([['', ''], ['xml', 'http://www.w3.org/XML/1998/namespace']])

/**
 * Reads the XML that servers answer with.
 *
 * Edge    document types are refused, and with them every entity but the five of XML and characters by number: nothing here grows beyond what was sent.
 * Errors  SyntaxError: not well-formed, nested more than 32 deep, or more than one root.
 * Cost    one pass.
 */
export function parseXml(text: string): XmlElement {
  const document: OpenElement = { namespace: '', name: '', tag: '', children: [], text: '', prefixes: ROOT_PREFIXES }
  const open: OpenElement[] = [document]
  let at = text.startsWith('\uFEFF') ? 1 : 0

  while (at < text.length) {
    const inner = open.at(-1) ?? document
    const next = text.indexOf('<', at)
    const characters = text.slice(at, next === -1 ? undefined : next)
    if (inner !== document) inner.text += withoutEntities(characters)
    else if (characters.trim() !== '') throw new SyntaxError('xml: text outside of the root')
    if (next === -1) break

    if (text.startsWith('<!--', next)) at = behind('-->', next + 4)
    else if (text.startsWith('<![CDATA[', next) && inner !== document) {
      at = behind(']]>', next + 9)
      inner.text += text.slice(next + 9, at - 3)
    } else if (text.startsWith('<?', next)) at = behind('?>', next + 2)
    else if (text.startsWith('<!', next)) throw new SyntaxError('xml: document types are not read')
    else if (text.startsWith('</', next)) {
      at = behind('>', next + 2)
      if (inner === document || text.slice(next + 2, at - 1).trimEnd() !== inner.tag) throw new SyntaxError('xml: an end without its beginning')
      open.pop()
    } else at = begin(inner, next + 1)
  }
  const [root, second] = document.children
  if (open.length > 1 || root === undefined || second !== undefined) throw new SyntaxError('xml: not one whole element')
  return root

  function behind(mark: string, from: number): number {
    const found = text.indexOf(mark, from)
    if (found === -1) throw new SyntaxError(`xml: ${mark} is missing`)
    return found + mark.length
  }

  /** Reads a start tag, and gives where it ends. */
  function begin(parent: OpenElement, from: number): number {
    const tag = nameAt(from)
    const prefixes = new Map<string, string>()
    let end = from + tag.length
    for (;;) {
      end = afterSpace(end)
      if (text.startsWith('>', end) || text.startsWith('/>', end)) break
      const attribute = nameAt(end)
      end = afterSpace(end + attribute.length)
      if (text[end] !== '=') throw new SyntaxError('xml: an attribute without a value')
      end = afterSpace(end + 1)
      const quote = text[end] ?? ''
      if (quote !== '"' && quote !== "'") throw new SyntaxError('xml: a value without quotes')
      const closing = behind(quote, end + 1)
      const value = withoutEntities(text.slice(end + 1, closing - 1))
      if (attribute === 'xmlns') prefixes.set('', value)
      else if (attribute.startsWith('xmlns:')) prefixes.set(attribute.slice(6), value)
      end = closing
    }
    const colon = tag.indexOf(':')
    const prefix = colon === -1 ? '' : tag.slice(0, colon)
    const namespace = prefixes.get(prefix) ?? open.findLast((element) => element.prefixes.has(prefix))?.prefixes.get(prefix)
    if (namespace === undefined) throw new SyntaxError('xml: a prefix that was not declared')
    const element: OpenElement = { namespace, name: tag.slice(colon + 1), tag, children: [], text: '', prefixes }
    parent.children.push(element)
    if (text[end] === '/') return end + 2
    if (open.length > MAX_DEPTH) throw new SyntaxError('xml: nested too deep')
    open.push(element)
    return end + 1
  }

  function nameAt(from: number): string {
    NAME.lastIndex = from
    const name = NAME.exec(text)?.[0]
    if (name === undefined) throw new SyntaxError('xml: a name is missing')
    return name
  }

  function afterSpace(from: number): number {
    let end = from
    while (' \t\r\n'.includes(text[end] ?? '-')) end += 1
    return end
  }
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]{0,12});?/g, (whole: string, name: string) => {
    const character = ENTITIES[name] ?? byNumber(name)
    if (character === null || !whole.endsWith(';')) throw new SyntaxError('xml: an entity that is not known')
    return character
  })
}

function byNumber(name: string): string | null {
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name)
  if (match === null) return null
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  return code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff) ? String.fromCodePoint(code) : null
}
