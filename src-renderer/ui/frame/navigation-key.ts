import type { InjectionKey } from 'vue'
import type { NavigationEntry } from './feature.ts'

/** All entries of the rail, in its order; the app provides them. */
export const navigationKey: InjectionKey<readonly NavigationEntry[]> = Symbol('navigation')
