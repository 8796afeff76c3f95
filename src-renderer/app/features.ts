import type { Feature } from '../ui/frame/index.ts'
import { analysis } from '../features/analysis/analysis.routes.ts'
import { firstRun } from '../features/first-run/first-run.routes.ts'
import { palette } from '../features/palette/palette.routes.ts'
import { settings } from '../features/settings/settings.routes.ts'

/** Every feature of the window. To add one: import it, list it. The order decides nothing but ties. */
export const features: readonly Feature[] = [analysis, firstRun, palette, settings]
