import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import type { Feature, NavigationEntry } from '../ui/frame/index.ts'
import { readRemembered, writeRemembered } from '../ui/memory/use-remembered.ts'
import * as z from 'zod'

/** Makes the router over all features' routes; an unknown or empty address goes where the person was last, else to the first entry. */
export function setupRouter(features: readonly Feature[], navigation: readonly NavigationEntry[]): Router {
  const first = navigation[0]
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      ...features.flatMap((feature) => feature.routes),
      { path: '/:rest(.*)*', name: 'nowhere', redirect: () => (first ? { name: first.route } : '/settings') },
    ],
  })

  const remembered = readRemembered('path', z.string())
  if (remembered !== null && window.location.hash.length < 3 && router.resolve(remembered).name !== 'nowhere') {
    void router.replace(remembered)
  }
  router.afterEach((to) => {
    if (to.meta.isBare !== true) writeRemembered('path', to.fullPath)
  })
  return router
}
