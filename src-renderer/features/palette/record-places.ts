import { Building2, ClipboardList, Package, Target, UserRound } from '@lucide/vue'
import type { Component } from 'vue'
import type { Router } from 'vue-router'
import type { SearchHit } from '#shared/contract/search.contract.ts'

const places: Readonly<Record<SearchHit['entity'], { icon: Component; route: string }>> = {
  customer: { icon: Building2, route: 'customer' },
  contact: { icon: UserRound, route: 'contact' },
  product: { icon: Package, route: 'product' },
  opportunity: { icon: Target, route: 'opportunity' },
  order: { icon: ClipboardList, route: 'order' },
}

/** Gives the picture of a kind of record. */
export function iconOf(entity: SearchHit['entity']): Component {
  return places[entity].icon
}

/** Gives the kinds that have a page of their own in this window; others are not offered. */
export function reachableEntities(router: Router): SearchHit['entity'][] {
  return (Object.keys(places) as SearchHit['entity'][]).filter((entity) => router.hasRoute(places[entity].route))
}

export function openRecord(router: Router, hit: Pick<SearchHit, 'entity' | 'id'>): Promise<unknown> {
  return router.push({ name: places[hit.entity].route, params: { id: hit.id } })
}
