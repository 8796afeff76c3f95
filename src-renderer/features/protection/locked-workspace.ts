import { describeFailure } from '#renderer/ui/rpc/index.ts'

/** Tells whether a problem is one that recovery words mend. */
export function isKeyProblem(kind: string): boolean {
  return kind === 'workspace-key-missing' || kind === 'workspace-key-wrong' || kind === 'key-file-damaged'
}

/** Gives what a failed opening would need the recovery words for; null when it failed for another reason. */
export function lockedWorkspace(error: unknown): string | null {
  const problem = describeFailure(error).problems.find(({ kind }) => isKeyProblem(kind))
  return problem ? String(problem.values['path']) : null
}
