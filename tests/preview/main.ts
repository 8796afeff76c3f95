import '#renderer/ui/memory/zod-without-eval.ts'
import '#renderer/ui/theme/index.ts'
import { RPCHandler } from '@orpc/server/message-port'
import { createWindow } from '#renderer/app/create-window.ts'
import { features } from '#renderer/app/features.ts'
import { portMessageType, type TributaryBridge } from '#shared/contract/shell.contract.ts'
import { previewRouter } from './router.ts'

const handler = new RPCHandler(previewRouter)
const query = new URLSearchParams(window.location.search)
for (const name of ['theme', 'language', 'density']) {
  const value = query.get(name)
  if (value) localStorage.setItem(`tributary.${name}`, JSON.stringify(value))
}

const bridge: TributaryBridge = {
  connect: (nonce) => {
    const { port1, port2 } = new MessageChannel()
    handler.upgrade(port1)
    port1.start()
    window.postMessage({ type: portMessageType, nonce }, window.location.origin, [port2])
  },
  onServiceState: () => () => undefined,
  pathOfFile: () => '',
  shell: {
    chooseFiles: async () => ['/home/me/百川/firm.join'],
    chooseFolder: async () => '/home/me/百川',
    chooseFolders: async () => ['/home/me/百川'],
    chooseSaveFile: async () => '/home/me/report.xlsx',
    showItemInFolder: async () => undefined,
    openExternal: async () => true,
    getLocale: async () => ['zh-CN'],
    getWorkspacePath: async () => null,
    rememberWorkspace: async () => undefined,
    setThemeSource: async () => undefined,
    setLanguage: async () => undefined,
    getServiceState: async () => ({ phase: 'ready', restarts: 0, problem: null }),
    restartService: async () => undefined,
    showLogs: async () => undefined,
  },
}

const violations: string[] = []
document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.sourceFile ?? ''}`))
Object.assign(window, { violations })

const app = await createWindow(bridge, features)
app.mount('#app')
