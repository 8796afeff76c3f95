import { ProductFields, type Product } from '#shared/contract/products.contract.ts'
import type * as z from 'zod'
import { useForm } from '#renderer/ui/form/index.ts'
import { useRpc } from '#renderer/ui/rpc/index.ts'

type ProductFields = z.infer<typeof ProductFields>

/** The form of a product, new without one; sends only what changed. */
export function useProductForm(product: Product | null) {
  const rpc = useRpc()
  return useForm<ProductFields, Product>({
    key: product ? `product.${product.id}` : 'product.new',
    schema: ProductFields,
    initial: () =>
      product
        ? ProductFields.parse(product)
        : { code: null, name: '', categoryName: null, unit: null, priceMinor: null, costMinor: null, isActive: true, note: null },
    save: (changed, all) => {
      if (!product) return rpc.products.create(all)
      return Object.keys(changed).length === 0 ? Promise.resolve(product) : rpc.products.update({ id: product.id, fields: changed })
    },
  })
}
