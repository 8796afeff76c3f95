import { ElDatePicker as RawDatePicker, ElOption as RawOption, ElSelect as RawSelect } from 'element-plus'
import type { PropType } from 'vue'

/**
 * Components of Element Plus whose props Vue cannot infer under `exactOptionalPropertyTypes`: the library declares
 * `validator: … | undefined` where Vue says `validator?: …`, and the declaration itself is then taken for the prop's type.
 * Import these from here; all others come from `element-plus` directly.
 */
export const ElDatePicker = mend(RawDatePicker)
export const ElOption = mend(RawOption)
export const ElSelect = mend(RawSelect)

type AnyComponent = abstract new (...parameters: never) => { $props: object; $slots: object }

type MendedProp<Prop> = Prop extends { readonly type: PropType<infer Value>; readonly __epPropKey: true } ? Value : Prop

interface Mended<Component extends AnyComponent> {
  new (): {
    $props: { [Key in keyof InstanceType<Component>['$props']]: MendedProp<InstanceType<Component>['$props'][Key]> }
    $slots: InstanceType<Component>['$slots']
  }
}

function mend<Component extends AnyComponent>(component: Component): Mended<Component> {
  return component as unknown as Mended<Component>
}
