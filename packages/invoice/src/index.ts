export { type InvoiceKey, invoiceDigest, invoiceKeyOf, isCheckCode, isInvoiceKey } from './digest.ts';
export {
  type Box,
  type FieldRead,
  INVOICE_FIELD_LABELS,
  INVOICE_FIELDS,
  type InvoiceField,
  type InvoiceRead,
  type ItemRead,
} from './invoice.ts';
export { LARGEST_PAPER, type PaperKind, paperKindOf, readInvoice } from './read-invoice.ts';
export { READING_REFUSAL_TEXTS, type ReadingRefusalCode } from './refusals.ts';
export { type InvoiceFile, writeInvoice } from './write-invoice.ts';
