import { usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watchEffect } from 'vue'
import * as z from 'zod'
import { useRemembered } from '../memory/use-remembered.ts'

const ThemeChoice = z.enum(['light', 'dark', 'system'])
export type ThemeChoice = z.infer<typeof ThemeChoice>
const Density = z.enum(['compact', 'normal', 'comfortable'])
export type Density = z.infer<typeof Density>

/** The look that the person chose, remembered, and written to the root element, where the style sheets read it. */
export const useAppearance = defineStore('appearance', () => {
  const choice = useRemembered<ThemeChoice>('theme', ThemeChoice, 'system')
  const density = useRemembered<Density>('density', Density, 'normal')
  const systemIsDark = usePreferredDark()
  const isDark = computed(() => choice.value === 'dark' || (choice.value === 'system' && systemIsDark.value))

  watchEffect(() => {
    const root = document.documentElement
    root.dataset['theme'] = isDark.value ? 'dark' : 'light'
    root.dataset['density'] = density.value
    root.classList.toggle('dark', isDark.value)
  })

  return { choice, density, isDark }
})
