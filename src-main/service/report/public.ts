export { makeReport } from './make-report.ts'
export { findingText } from './report-texts.ts'
