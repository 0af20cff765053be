import { parseCalendarDate, parseYuan } from '@zhijie/kernel';
import type { FieldRead, InvoiceField, InvoiceRead, ItemRead } from './invoice.ts';
import { elementsOf, readXml, textIn, type XmlElement } from './xml-reader.ts';

/**
 * Names of the elements in the data file of an e-invoice, as seen in the wild; the text of the ministry's
 * standard was not read, so a name may be missing here (then the person enters the field).
 */
const NAMES: Readonly<Partial<Record<InvoiceField, readonly string[]>>> = {
  code: ['EInvoiceCode', 'InvoiceCode'],
  number: ['EInvoiceNumber', 'InvoiceNumber'],
  checkCode: ['RandomNumber', 'CheckCode'],
  payer: ['PayerPartyName', 'Payer'],
  issuer: ['InvoicingPartyName', 'IssuingUnit'],
  issuedOn: ['IssueDate', 'IssuedOn'],
  total: ['TotalAmount'],
  visitNumber: ['HospitalNo', 'InpatientNumber', 'OutpatientNumber', 'PatientNo'],
  admittedOn: ['InHospitalDate', 'AdmissionDate', 'MedicalDate'],
  dischargedOn: ['OutHospitalDate', 'DischargeDate'],
  selfFunded: ['SelfFunded', 'OwnPayAmount'],
  selfPaidFirst: ['SelfPaidFirst'],
  mark: ['EInvoiceStatus'],
};

/** Further facts come as pairs of a Chinese name and a value. */
const PAIRS: Readonly<Record<string, InvoiceField>> = {
  个人自费: 'selfFunded',
  先行自付: 'selfPaidFirst',
  住院号: 'visitNumber',
  门诊号: 'visitNumber',
  入院日期: 'admittedOn',
  就诊日期: 'admittedOn',
  出院日期: 'dischargedOn',
};
const PAIR_NAMES = ['InfoName', 'Name', 'Key'];
const PAIR_VALUES = ['InfoValue', 'Value'];

const AMOUNTS: readonly InvoiceField[] = ['total', 'selfFunded', 'selfPaidFirst'];
const DAYS: readonly InvoiceField[] = ['issuedOn', 'admittedOn', 'dischargedOn'];

/** Reads the data file of an e-invoice; null when it is not one. Structured fields are sure. */
export function readStructured(text: string): InvoiceRead | null {
  const root = readXml(text);
  if (root === null) return null;
  const fields: Partial<Record<InvoiceField, FieldRead>> = {};
  const put = (field: InvoiceField, value: string | null): void => {
    const read = value === null ? null : readValue(field, value);
    if (read !== null) fields[field] ??= { value: read, confidence: 100, box: null };
  };
  for (const [field, names] of Object.entries(NAMES)) put(field as InvoiceField, textIn(root, ...names));
  for (const element of elementsOf(root)) {
    const field = PAIRS[childText(element, PAIR_NAMES) ?? ''];
    if (field !== undefined) put(field, childText(element, PAIR_VALUES));
  }
  if (fields.code === undefined || fields.number === undefined) return null;
  return { via: 'xml', fields, items: itemsOf(root), confidence: 100 };
}

const childText = (element: XmlElement, names: readonly string[]): string | null =>
  element.children.find((child) => names.includes(child.name))?.text.trim() ?? null;

function readValue(field: InvoiceField, text: string): string | null {
  if (AMOUNTS.includes(field)) return yuan(text);
  if (!DAYS.includes(field)) return text;
  const digits = text.replace(/[年月/-]/g, '').slice(0, 8);
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  return parseCalendarDate(day).ok ? day : null;
}

const yuan = (text: string): string | null => (parseYuan(text.replaceAll(',', '')).ok ? text : null);

function itemsOf(root: XmlElement): ItemRead[] {
  return [...elementsOf(root)].flatMap((element) => {
    const name = childText(element, ['ItemName']);
    const amount = yuan(childText(element, ['ItemAmount']) ?? '');
    return name === null || amount === null ? [] : [{ name, amount, confidence: 100 }];
  });
}
