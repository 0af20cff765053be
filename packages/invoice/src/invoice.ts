/**
 * What is read of an electronic medical invoice (医疗收费电子票据, procedures A-03), wherever it was read: a
 * value, how sure the reader is, and where on the page it stands, so that a person can compare and correct.
 */
export const INVOICE_FIELDS = [
  'code',
  'number',
  'checkCode',
  'payer',
  'issuer',
  'issuedOn',
  'total',
  'selfFunded',
  'selfPaidFirst',
  'visitNumber',
  'admittedOn',
  'dischargedOn',
  'mark',
] as const;
export type InvoiceField = (typeof INVOICE_FIELDS)[number];

export const INVOICE_FIELD_LABELS: Readonly<Record<InvoiceField, string>> = {
  code: '票据代码',
  number: '票据号码',
  checkCode: '校验码',
  payer: '交款人',
  issuer: '收款单位',
  issuedOn: '开票日期',
  total: '金额合计',
  selfFunded: '个人自费',
  selfPaidFirst: '先行自付',
  visitNumber: '住院号或门诊号',
  admittedOn: '入院或就诊日期',
  dischargedOn: '出院日期',
  mark: '票据状态',
};

/** A rectangle on a page; all four are shares of the page, 1/10 000. */
export type Box = {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** `value`: amounts as yuan with two decimals, days as YYYY-MM-DD. `confidence`: 0 … 100. */
export type FieldRead = {
  readonly value: string;
  readonly confidence: number;
  readonly box: Box | null;
};

/** One row of the invoice: a category or an item with its amount in yuan. */
export type ItemRead = { readonly name: string; readonly amount: string; readonly confidence: number };

export type InvoiceRead = {
  readonly via: 'xml' | 'ofd' | 'pdf' | 'photo';
  readonly fields: Readonly<Partial<Record<InvoiceField, FieldRead>>>;
  readonly items: readonly ItemRead[];
  /** Of the whole reading, 0 … 100. */
  readonly confidence: number;
};

/** A word as it stands on a page. */
export type Word = { readonly text: string; readonly confidence: number; readonly box: Box };
