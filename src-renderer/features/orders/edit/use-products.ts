import type { Product } from '#shared/contract/products.contract.ts'
import { minorDigits } from '#shared/kernel/money.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'
import type { LineDraft } from './line-drafts.ts'
import { writeScaled } from './parse-scaled.ts'

/** Finds the products of order lines: while one types, by its id, and by a pasted code or name. */
export function useProducts() {
  const rpc = useRpc()

  const get = (id: string): Promise<Product> => rpc.products.get({ id })

  /** Gives the one product that the text names by code or name, else the only one that it finds; null when that is not one. */
  async function byText(text: string): Promise<Product | null> {
    const condition = (field: string) => ({ field, operator: 'is' as const, values: [text] })
    const named = await rpc.products.list({ filter: { join: 'or', conditions: [condition('code'), condition('name')], groups: [] }, limit: 2 })
    if (named.rows.length === 1) return named.rows[0] ?? null
    const hits = await rpc.search.find({ text, entities: ['product'], limit: 2 })
    const only = hits[0]
    return hits.length === 1 && only ? get(only.id) : null
  }

  return { get, byText }
}

/**
 * Gives a line the product, and its price where none was typed.
 *
 * Edge    the list price is in the firm's currency: an order in another one gets none.
 */
export function withProduct(line: LineDraft, product: Product, currency: string, firmCurrency: string): LineDraft {
  const takesPrice = line.price.trim() === '' && product.priceMinor !== null && currency === firmCurrency
  return {
    ...line,
    productId: product.id,
    productCode: product.code ?? '',
    productName: product.name,
    unit: product.unit ?? '',
    quantity: line.quantity.trim() === '' ? '1' : line.quantity,
    price: takesPrice ? writeScaled(product.priceMinor, minorDigits(currency)) : line.price,
  }
}

/** Takes the product out of a line; what was typed beside it stays. */
export function withoutProduct(line: LineDraft): LineDraft {
  return { ...line, productId: null, productCode: '', productName: '', unit: '' }
}
