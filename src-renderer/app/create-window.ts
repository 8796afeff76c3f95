import { PiniaColada, useQueryCache } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp, type App as VueApp } from 'vue'
import type { TributaryBridge } from '#shared/contract/shell.contract.ts'
import { navigationGroups, type Feature, type NavigationEntry } from '../ui/frame/index.ts'
import { navigationKey } from '../ui/frame/navigation-key.ts'
import { clientKey, pathOfFileKey, readAgain, shellKey, useServiceState } from '../ui/rpc/index.ts'
import App from './App.vue'
import { followChanges } from './changes.ts'
import { featuresKey } from './features-key.ts'
import { setupI18n } from './i18n.ts'
import { setupRouter } from './router.ts'
import { connectService } from './rpc.ts'
import { useTableChanges } from '../ui/rpc/use-table-changes.ts'

/** Puts the window together: stores, messages, routes, and the connection to the data service. */
export async function createWindow(bridge: TributaryBridge, features: readonly Feature[]): Promise<VueApp> {
  const app = createApp(App)
  const pinia = createPinia()
  app.use(pinia)
  app.use(PiniaColada, {})
  const i18n = await app.runWithContext(() => setupI18n())
  app.use(i18n)
  const navigation = orderedNavigation(features)
  const router = setupRouter(features, navigation)

  const cache = useQueryCache(pinia)
  const serviceState = useServiceState(pinia)
  const changes = useTableChanges(pinia)
  let listening = new AbortController()
  let isReconnected = false
  const connection = connectService(bridge, {
    onState: (state) => (serviceState.state = state),
    onConnected: () => {
      listening.abort()
      listening = new AbortController()
      const signal = listening.signal
      followChanges(connection.client, cache, { onTables: changes.announce }, signal).catch((error: unknown) => {
        // The line was lost or replaced; onConnected runs again with the next one. Anything else is a bug to be seen.
        if (serviceState.isReady && !signal.aborted) throw error
      })
      // Nothing was read before the first connection; after a restart anything may have changed.
      if (isReconnected) {
        void readAgain(cache)
        changes.announceAll()
      }
      isReconnected = true
    },
  })

  app.provide(clientKey, connection.client)
  app.provide(shellKey, bridge.shell)
  app.provide(pathOfFileKey, bridge.pathOfFile)
  app.provide(featuresKey, features)
  app.provide(navigationKey, navigation)
  app.use(router)
  return app
}

function orderedNavigation(features: readonly Feature[]): NavigationEntry[] {
  const entries = features.flatMap((feature) => feature.navigation ?? [])
  return navigationGroups.flatMap((group) => entries.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order))
}
