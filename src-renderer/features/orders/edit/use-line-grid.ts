import { useNotices } from '#renderer/ui/frame/index.ts'
import { useWorkspace } from '#renderer/ui/rpc/index.ts'
import { emptyLine, type LineCell, type LineDraft } from './line-drafts.ts'
import { pasteLines } from './paste-lines.ts'
import { useProducts, withProduct, withoutProduct } from './use-products.ts'

interface GridOptions {
  readonly lines: () => readonly LineDraft[]
  readonly currency: () => string
  readonly change: (lines: readonly LineDraft[]) => void
  /** Pasted products that no single record answers to. */
  readonly unknown: (texts: readonly string[]) => void
}

/** What can be done to the lines of an order in the grid; every change gives new lines. */
export function useLineGrid(options: GridOptions) {
  const products = useProducts()
  const notices = useNotices()
  const { currency: firmCurrency } = useWorkspace()

  function edit(key: number, change: (line: LineDraft) => LineDraft): void {
    options.change(options.lines().map((line) => (line.key === key ? change(line) : line)))
  }
  const type = (key: number, cell: Exclude<LineCell, 'product'>, text: string): void => edit(key, (line) => ({ ...line, [cell]: text }))
  const clearProduct = (key: number): void => edit(key, withoutProduct)

  async function pickProduct(key: number, id: string): Promise<void> {
    try {
      const product = await products.get(id)
      edit(key, (line) => withProduct(line, product, options.currency(), firmCurrency.value))
    } catch (error) {
      notices.failed(error)
    }
  }

  function remove(key: number): void {
    const left = options.lines().filter((line) => line.key !== key)
    options.change(left.length > 0 ? left : [emptyLine(key + 1)])
  }

  /** Fills cells from a spreadsheet. A product text that names no single product becomes the description and is reported. */
  async function paste(text: string, at: { readonly key: number; readonly cell: LineCell }): Promise<void> {
    const pasted = pasteLines(options.lines(), text, at)
    options.change(pasted.lines)
    const unknown: string[] = []
    try {
      for (const { key, text: wanted } of pasted.wanted) {
        const product = await products.byText(wanted)
        if (product) edit(key, (line) => withProduct(line, product, options.currency(), firmCurrency.value))
        else {
          unknown.push(wanted)
          edit(key, (line) => ({ ...withoutProduct(line), description: line.description === '' ? wanted : line.description }))
        }
      }
    } catch (error) {
      notices.failed(error)
    }
    options.unknown(unknown)
  }

  return { type, pickProduct, clearProduct, remove, paste }
}

export type LineGridActions = ReturnType<typeof useLineGrid>
