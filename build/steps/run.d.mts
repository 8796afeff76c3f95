import type { ChildProcess, SpawnOptions } from 'node:child_process'
export function start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess
export function killGroup(child: ChildProcess, signal?: NodeJS.Signals): void
