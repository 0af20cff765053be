/** Papers to print (PDF) and tables to work with (Excel). */
export {
  type ClearingNotice,
  clearingNoticeDocument,
  type NoticeRow,
} from './forms/clearing-notice.ts';
export { type CommercialSlipPaper, commercialSlipDocument } from './forms/commercial-slip.ts';
export {
  type ConformanceCheck,
  type ConformanceReport,
  conformanceReportDocument,
} from './forms/conformance-report.ts';
export {
  type DaySheet,
  type DaySheetDifference,
  type DaySheetPair,
  daySheetDocument,
} from './forms/day-sheet.ts';
export { type FilingForm, filingFormDocument } from './forms/filing-form.ts';
export { type MedicalReceipt, medicalReceiptDocument } from './forms/medical-receipt.ts';
export { type SettlementSlip, type SlipLine, settlementSlipDocument } from './forms/settlement-slip.ts';
export type { PaperSignature } from './forms/signature.ts';
export type { Block, Column, Enclosed, Fact, Paper } from './pdf/paper.ts';
export { renderPdf } from './pdf/render.ts';
export { qrSvg } from './qr-svg.ts';
export {
  type CellProblem,
  type ReadColumn,
  type ReadRow,
  readTable,
  readTexts,
  type SheetRefusal,
  type TextRow,
  textRows,
} from './sheet/read.ts';
export { type SheetColumn, type SheetOf, writeWorkbook } from './sheet/write.ts';
