/** Resolves after that time, or at once when `woken` does; rejects with the signal's reason. */
export async function waitFor(milliseconds: number, signal: AbortSignal, woken?: Promise<void>): Promise<void> {
  signal.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds)
      }),
      new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason as Error)
        signal.addEventListener('abort', onAbort, { once: true })
      }),
      ...(woken === undefined ? [] : [woken]),
    ])
  } finally {
    clearTimeout(timer)
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort)
  }
}
