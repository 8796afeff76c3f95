import type { Router } from 'vue-router'
import type { Command, Shortcut } from '../ui/frame/index.ts'

/** Back and forward, which work on every page. */
export function navigationShortcuts(router: Router): Shortcut[] {
  return [
    { keys: 'alt+arrowleft', labelKey: 'frame.shortcut.back', run: () => router.back() },
    { keys: 'alt+arrowright', labelKey: 'frame.shortcut.forward', run: () => router.forward() },
  ]
}

/** The shortcuts that commands declare. */
export function commandShortcuts(commands: readonly Command[], run: (command: Command) => void): Shortcut[] {
  return commands.flatMap((command) =>
    command.shortcut === undefined ? [] : [{ keys: command.shortcut, labelKey: command.labelKey, run: () => run(command) }],
  )
}
