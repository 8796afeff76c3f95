/** A failure whose message already says what happened and what to do; it is printed without a stack. */
export class StepError extends Error {}

/** One short line of progress. */
export function say(text) {
  console.log(`· ${text}`)
}

/**
 * Runs the main function of a script: prints expected failures as one line, others with their stack, and sets the exit code.
 * Leftover children are stopped either way (see `run.mjs`).
 */
export async function script(main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof StepError ? `✗ ${error.message}` : error)
    process.exitCode = 1
  }
}
