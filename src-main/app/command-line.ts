export interface CommandLine {
  /** The directory named by `--workspace DIR` or `--workspace=DIR`. */
  readonly workspaceDir: string | null
  /** The words after `--headless`: a command of the command line; null when a window is wanted. */
  readonly headless: readonly string[] | null
}

/**
 * Reads the arguments after the program's name.
 *
 * Edge    switches of Electron and Chromium stand among ours and are ignored. Everything after `--headless` belongs to the command.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const headlessAt = args.indexOf('--headless')
  const own = headlessAt === -1 ? args : args.slice(0, headlessAt)
  return { workspaceDir: optionIn(own, '--workspace'), headless: headlessAt === -1 ? null : args.slice(headlessAt + 1) }
}

function optionIn(args: readonly string[], name: string): string | null {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
  const found = args[at]
  if (found === undefined) return null
  const value = found === name ? args[at + 1] : found.slice(name.length + 1)
  return value === undefined || value === '' || value.startsWith('--') ? null : value
}
