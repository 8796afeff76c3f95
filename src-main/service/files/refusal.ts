/** Why a file is not read. Plain data: the window and the command line put it into the user's language. */
export type FileRefusal =
  | { readonly kind: 'not-found'; readonly file: string }
  | { readonly kind: 'empty'; readonly file: string }
  | { readonly kind: 'too-large'; readonly file: string; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'not-a-table'; readonly file: string; readonly found: ForeignKind }
  | { readonly kind: 'encrypted'; readonly file: string }
  | { readonly kind: 'damaged'; readonly file: string; readonly part: string }
  | { readonly kind: 'too-many-entries'; readonly file: string; readonly entries: number; readonly limit: number }
  | { readonly kind: 'inflates-too-far'; readonly file: string; readonly part: string; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'declared-size-is-false'; readonly file: string; readonly part: string; readonly declared: number }
  | { readonly kind: 'forbidden-markup'; readonly file: string; readonly part: string }
  | { readonly kind: 'mixed-encodings'; readonly file: string; readonly line: number }
  | { readonly kind: 'wrong-encoding'; readonly file: string; readonly line: number; readonly encoding: string }
  | { readonly kind: 'unclosed-quote'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'cell-too-long'; readonly file: string; readonly line: number; readonly column: number; readonly limit: number }
  | { readonly kind: 'row-too-long'; readonly file: string; readonly line: number; readonly limit: number }
  | { readonly kind: 'too-many-rows'; readonly file: string; readonly limit: number }
  | { readonly kind: 'too-many-columns'; readonly file: string; readonly line: number; readonly limit: number }
  | { readonly kind: 'no-such-sheet'; readonly file: string; readonly sheet: string; readonly sheets: readonly string[] }
  | { readonly kind: 'too-slow'; readonly file: string; readonly limitMs: number }

export type ForeignKind = 'old-excel' | 'pdf' | 'image' | 'archive' | 'other-office' | 'binary' | 'folder'

/**
 * Thrown by the readers, because a stream of rows cannot return a Result in its middle.
 *
 * Errors  always carries the refusal as data; the message is for logs only and names no cell contents.
 */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly refusal: FileRefusal

  constructor(refusal: FileRefusal, options?: ErrorOptions) {
    super(`file refused: ${refusal.kind}`, options)
    this.refusal = refusal
  }
}
