import 'element-plus/dist/index.css'
import './tokens.css'
import './element.css'
import './base.css'

export { useAppearance } from './use-appearance.ts'
