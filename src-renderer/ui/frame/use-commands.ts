import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { Command } from './feature.ts'

/** All commands of all features; the app fills it once, the palette and the top bar read it. */
export const useCommands = defineStore('commands', () => {
  const router = useRouter()
  const all = shallowRef<readonly Command[]>([])
  const quick = computed(() => all.value.filter((command) => command.isQuick === true))

  /** Errors: throws on two commands of one id. */
  function register(commands: readonly Command[]): void {
    const ids = new Set<string>()
    for (const command of commands) {
      if (ids.has(command.id)) throw new Error(`useCommands: two commands are named ${command.id}`)
      ids.add(command.id)
    }
    all.value = commands
  }

  function run(command: Command): void {
    command.run({ router })
  }

  return { all, quick, register, run }
})
