export { makeReport, type ReportRequest } from './make-report.ts'
export { findingText } from './report-texts.ts'
