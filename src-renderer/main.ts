import './ui/memory/zod-without-eval.ts'
import './ui/theme/index.ts'
import { features } from './app/features.ts'
import { createWindow } from './app/create-window.ts'

const app = await createWindow(window.tributary, features)
app.mount('#app')
