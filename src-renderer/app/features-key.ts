import type { InjectionKey } from 'vue'
import type { Feature } from '../ui/frame/index.ts'

export const featuresKey: InjectionKey<readonly Feature[]> = Symbol('features')
