import type { Feature } from '#renderer/ui/frame/index.ts'

export const firstRun: Feature = {
  name: 'first-run',
  routes: [
    { path: '/first-run', name: 'first-run', component: () => import('./FirstRunPage.vue'), meta: { titleKey: 'setup.title', isBare: true } },
  ],
}
