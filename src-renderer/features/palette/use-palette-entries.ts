// i18n-keys: palette.entity.*
import { CornerDownRight } from '@lucide/vue'
import { computed, inject, type Component, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { SearchHit } from '#shared/contract/search.contract.ts'
import { useCommands, type Command } from '#renderer/ui/frame/index.ts'
import { navigationKey } from '#renderer/ui/frame/navigation-key.ts'
import { useRights } from '#renderer/ui/rpc/index.ts'
import { commandScore, EXACT_SCORE } from './match-command.ts'
import { usePalette } from './palette.store.ts'
import { iconOf, openRecord } from './record-places.ts'

export interface PaletteEntry {
  readonly key: string
  readonly icon: Component
  readonly title: string
  readonly detail: string
  readonly shortcut?: string
  readonly run: () => unknown
}

export interface PaletteSection {
  readonly title: string
  readonly entries: readonly PaletteEntry[]
}

const MAX_COMMANDS = 8

/** Gives what the palette lists for the typed text: records found, commands and pages that fit; without text, what was used lately. */
export function usePaletteEntries(typed: Ref<string>, hits: Ref<readonly SearchHit[]>) {
  const { t } = useI18n()
  const router = useRouter()
  const commands = useCommands()
  const palette = usePalette()
  const { may } = useRights()
  const navigation = inject(navigationKey, [])

  const pages = computed<Command[]>(() =>
    navigation.map((entry) => ({ id: `go.${entry.route}`, labelKey: entry.labelKey, icon: entry.icon, keywords: entry.keywords ?? '', run: () => router.push({ name: entry.route }) })),
  )
  const offered = computed(() => [...commands.all.filter(({ id, needs }) => id !== 'palette.open' && (needs === undefined || may(needs))), ...pages.value])

  const ranked = computed(() =>
    offered.value
      .map((command) => ({ command, score: commandScore(t(command.labelKey), command.keywords ?? '', typed.value) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score),
  )
  const commandEntries = computed<PaletteEntry[]>(() => {
    const chosen = typed.value.trim() === '' ? recentFirst(offered.value, palette.recent) : ranked.value.map(({ command }) => command)
    return chosen.slice(0, MAX_COMMANDS).map(commandEntry)
  })

  function commandEntry(command: Command): PaletteEntry {
    return {
      key: command.id,
      icon: command.icon ?? CornerDownRight,
      title: t(command.labelKey),
      detail: command.id.startsWith('go.') ? t('palette.page') : '',
      ...(command.shortcut === undefined ? {} : { shortcut: command.shortcut }),
      run: () => {
        palette.remember(command.id)
        commands.run(command)
      },
    }
  }

  function hitEntry(hit: SearchHit): PaletteEntry {
    return {
      key: hit.id,
      icon: iconOf(hit.entity),
      title: hit.title,
      detail: [t(`palette.entity.${hit.entity}`), hit.detail].filter(Boolean).join(' · '),
      run: () => openRecord(router, hit),
    }
  }

  const sections = computed<PaletteSection[]>(() => {
    const records = { title: t('palette.records'), entries: hits.value.map(hitEntry) }
    const others = { title: typed.value.trim() === '' && palette.recent.length > 0 ? t('palette.recent') : t('palette.commands'), entries: commandEntries.value }
    // A command typed whole is meant, whatever customers share its initials.
    const isMeant = (ranked.value[0]?.score ?? 0) >= EXACT_SCORE
    return (isMeant ? [others, records] : [records, others]).filter((section) => section.entries.length > 0)
  })
  return { sections }
}

function recentFirst(commands: readonly Command[], recent: readonly string[]): readonly Command[] {
  const place = (command: Command): number => (recent.includes(command.id) ? recent.indexOf(command.id) : recent.length)
  return [...commands].sort((a, b) => place(a) - place(b))
}
