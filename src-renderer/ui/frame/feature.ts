import type { Component } from 'vue'
import type { Router, RouteRecordRaw } from 'vue-router'
import type { Action } from '#shared/domain/rights/rights.ts'
import type { MessageKey } from '#shared/i18n/index.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Title of the page until it names itself (`useTabs().rename`). */
    readonly titleKey?: MessageKey
    /** A record page: it gets a tab that survives a restart. */
    readonly isRecord?: boolean
    /** Name of the navigation entry that stays lit while this page is open. */
    readonly section?: string
    /** Fills the window: no rail, no top bar. */
    readonly isBare?: boolean
  }
}

export const navigationGroups = ['work', 'manage', 'understand', 'system'] as const
export type NavigationGroup = (typeof navigationGroups)[number]

export interface NavigationEntry {
  /** Route name that opens; also the section that pages name in `meta.section`. */
  readonly route: string
  readonly group: NavigationGroup
  /** Place inside the group, small first; steps of ten. */
  readonly order: number
  readonly icon: Component
  readonly labelKey: MessageKey
  /** Further words by which the palette finds the page; pinyin and initials belong here. */
  readonly keywords?: string
}

/** Something that can be done from the palette (Ctrl+K), by its shortcut, or from the top bar. */
export interface Command {
  /** `<feature>.<verb>`, unique. */
  readonly id: string
  readonly labelKey: MessageKey
  readonly icon?: Component
  /** Further words by which it is found; pinyin belongs here. */
  readonly keywords?: string
  /** As in `useShortcuts`: 'ctrl+n', 'g c'. Shown in the palette and in the list of shortcuts. */
  readonly shortcut?: string
  /** The right without which it is not offered. */
  readonly needs?: Action
  /** Gets a button in the top bar. */
  readonly isQuick?: boolean
  readonly run: (context: CommandContext) => unknown
}

export interface CommandContext {
  readonly router: Router
}

/** How a feature joins the window: `features/<feature>/<feature>.routes.ts` exports one of these, `app/features.ts` lists it. */
export interface Feature {
  readonly name: string
  readonly routes: readonly RouteRecordRaw[]
  readonly navigation?: readonly NavigationEntry[]
  readonly commands?: readonly Command[]
  /** Small components at the right of the top bar (the sync lamp). */
  readonly topBar?: readonly Component[]
  /** Components mounted once beside the page (palette, quick-log dialog). */
  readonly overlays?: readonly Component[]
}
