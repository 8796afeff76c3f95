/**
 * Lets Esc out of a closed select. Element Plus stops the key there even with nothing to close, so that neither a dialog nor a form around
 * the field would ever hear of it.
 *
 * Shape   a listener for `keydown` in the capture phase of the document.
 */
export function escapeClosedSelect(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !event.isTrusted || !(event.target instanceof HTMLElement)) return
  const select = event.target.closest('.el-select')
  if (!select?.parentElement || select.querySelector('[aria-expanded="true"]')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  select.parentElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, cancelable: true }))
}
