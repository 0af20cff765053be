/** Filings from a workbook: each row is filed as the window would, one after another. */

import { type ReadColumn, type ReadRow, readTable, type SheetRefusal } from '@zhijie/documents';
import type { CalendarDate, Refusal, Result } from '@zhijie/kernel';
import { type Actor, FILING_CATEGORIES, LABELS, maskIdCard } from '@zhijie/kernel';
import type { FilingSubmission, Province } from '@zhijie/province';
import { DOCUMENT_LABELS } from '../agency/index.ts';
import { tellingOf } from '../agency/texts.ts';
import type { Progress } from '../work/long-work.ts';

export const SHEET = '备案申请';

const wordsOf = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([word, label]) => [label, word]));
const { insuranceType, filingCategory } = LABELS;
const CATEGORIES = wordsOf(
  Object.fromEntries(FILING_CATEGORIES.map((category) => [category, filingCategory[category]])),
);

/** The columns of the template; choices are written in Chinese. */
export const COLUMNS: readonly ReadColumn[] = [
  { key: 'certificate', header: '身份证号', kind: 'id', isRequired: true },
  { key: 'insurance', header: '险种', kind: 'choice', isRequired: true, choices: wordsOf(insuranceType) },
  { key: 'category', header: '备案类型', kind: 'choice', isRequired: true, choices: CATEGORIES },
  { key: 'destination', header: '就医地区划', kind: 'id', isRequired: true },
  { key: 'startsOn', header: '开始日期', kind: 'date', isRequired: true },
  { key: 'documents', header: '材料', kind: 'text' },
  { key: 'commitment', header: '承诺', kind: 'choice', choices: { 是: 'yes', 否: 'no' } },
];

export type ImportedRow = {
  /** As Excel numbers it. */
  readonly row: number;
  readonly certificate: string;
  /** In force at once by the rules, waits for a person, or not filed. */
  readonly outcome: 'in-force' | 'submitted' | 'refused';
  readonly filingId: string | null;
  readonly code: string | null;
  readonly reason: string;
  readonly fix: string;
  /** The text that the person is sent. */
  readonly message: string;
};

type Row = Pick<ReadRow, 'row' | 'values'>;

export const readRows = (bytes: Uint8Array): Promise<Result<readonly ReadRow[], SheetRefusal>> =>
  readTable(bytes, SHEET, COLUMNS);

const DOCUMENT_WORDS = wordsOf(DOCUMENT_LABELS);
const documentsOf = (text: string): FilingSubmission['documents'] =>
  text
    .split(/[、，,;；\s]+/)
    .map((label) => DOCUMENT_WORDS[label])
    .filter((word) => word !== undefined) as unknown as FilingSubmission['documents'];

function submissionOf({ values }: Row, personId: string): FilingSubmission {
  return {
    personId,
    insuranceType: values.insurance as FilingSubmission['insuranceType'],
    category: values.category as FilingSubmission['category'],
    destination: String(values.destination),
    startsOn: values.startsOn as CalendarDate,
    documents: documentsOf(String(values.documents ?? '')),
    commitment: values.commitment === 'yes',
    channel: 'window',
  };
}

function refusedRow(base: Pick<ImportedRow, 'row' | 'certificate'>, refusal: Refusal): ImportedRow {
  const { code, text: said, fix } = tellingOf(refusal);
  const labels: Readonly<Record<string, string>> = DOCUMENT_LABELS;
  const text = said.replace(/[a-z-]{4,}/g, (word) => labels[word] ?? word);
  const message = `您的异地就医备案未办成：${text}咨询 12393。`;
  return { ...base, outcome: 'refused', filingId: null, code, reason: text, fix, message };
}

const MESSAGES = {
  'in-force': (startsOn: string) =>
    `您的异地就医备案已办好，自 ${startsOn} 起可在就医地直接结算。咨询 12393。`,
  submitted: () => '您的异地就医备案已收到，两个工作日内审核。咨询 12393。',
} as const;

async function fileRow(province: Province, actor: Actor, row: Row): Promise<ImportedRow> {
  const certificate = String(row.values.certificate ?? '');
  const base = { row: row.row, certificate: maskIdCard(certificate) };
  const { services } = province.insured;
  const person = await services.findPerson(actor, certificate);
  if (!person.ok) return refusedRow(base, person.refusal);
  const filed = await services.submitFiling(actor, submissionOf(row, person.value.personId));
  if (!filed.ok) return refusedRow(base, filed.refusal);
  const { filingId, state, startsOn } = filed.value;
  const outcome = state === 'in-force' ? 'in-force' : 'submitted';
  return {
    ...base,
    outcome,
    filingId,
    code: null,
    reason: '',
    fix: '',
    message: MESSAGES[outcome](startsOn),
  };
}

/** Files row by row; asked again, what was filed before is refused as existing. */
export async function fileRows(
  province: Province,
  actor: Actor,
  rows: readonly Row[],
  progress: Progress,
): Promise<{ readonly rows: readonly ImportedRow[] }> {
  const done: ImportedRow[] = [];
  for (const row of rows) {
    if (progress.isStopped) break;
    done.push(await fileRow(province, actor, row));
    progress.tell(done.length);
  }
  return { rows: done };
}
