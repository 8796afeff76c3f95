import { defineStore } from 'pinia'
import * as z from 'zod'
import { languages, nearestLanguage, type Language } from '#shared/i18n/index.ts'
import { useRemembered } from '../memory/use-remembered.ts'

/** The chosen language, remembered; `app/i18n.ts` loads its messages whenever it changes. */
export const useLanguage = defineStore('language', () => {
  const language = useRemembered<Language>('language', z.enum(languages), nearestLanguage(navigator.languages))
  return { language }
})
