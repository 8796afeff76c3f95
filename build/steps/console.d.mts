export class StepError extends Error {}
export function say(text: string): void
export function script(main: () => Promise<void>): Promise<void>
