// i18n-keys: errors.*
import { useI18n } from 'vue-i18n'
import type { Problem } from '#shared/contract/base.ts'
import { describeFailure } from './failure.ts'

/** Gives sentences for problems and failures in the language of the window. */
export function useFailureText() {
  const { t, te } = useI18n()

  function problemText(problem: Problem): string {
    const key = `errors.${problem.kind}`
    return te(key) ? t(key, problem.values) : t('common.failure.problem', { kind: problem.kind })
  }

  /** One line: the exact problems where the service named them, else the general sentence. */
  function failureText(error: unknown): string {
    const failure = describeFailure(error)
    if (failure.problems.length === 0) return t(failure.titleKey)
    return failure.problems.map(problemText).join(' ')
  }

  return { problemText, failureText }
}
