/** True when the event is what `keys` says: 'ctrl+shift+s', 'alt+arrowleft', '?', 'escape'. `ctrl` also means the command key. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.toLowerCase().split('+')
  const key = parts.at(-1)
  const wanted = { ctrl: parts.includes('ctrl'), alt: parts.includes('alt'), shift: parts.includes('shift') }
  if (event.key.toLowerCase() !== key) return false
  if ((event.ctrlKey || event.metaKey) !== wanted.ctrl || event.altKey !== wanted.alt) return false
  // A sign such as ? needs Shift on most keyboards, which then says nothing.
  return key.length === 1 && !/[a-z0-9]/.test(key) ? true : event.shiftKey === wanted.shift
}

/** True when the target takes text, so that a plain letter is not a command. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName)
}

const keyNames: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
}

/** Gives the caps to draw for a shortcut: ['Ctrl', 'K']. */
export function keyCaps(keys: string): string[] {
  return keys.split('+').map((key) => keyNames[key] ?? key.toUpperCase())
}
