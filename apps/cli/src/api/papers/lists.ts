import { type SheetOf, writeWorkbook } from '@zhijie/documents';
import type { AnswerOf, PrepaymentView } from '@zhijie/exchange';
import {
  dateOf,
  type Instant,
  monthOf,
  ok,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  batchesOf,
  type CareDeps,
  type ClaimSummary,
  deductionRates,
  grantsOf,
  invoiceConflicts,
  openEntries,
  payables,
  readBatch,
  reviewsOf,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import { claimStatusOf, claimTelling } from '../claims/texts.ts';
import { atCare, type Desk, type DeskApi, type Telling } from '../desk.ts';
import { paymentsStatusOf, paymentsTelling } from '../payments/texts.ts';
import { prepaymentStatusOf, prepaymentTelling } from '../prepayment/texts.ts';
import { readYear } from '../prepayment/work.ts';
import { reconciliationStatusOf, reconciliationTelling } from '../reconciliation/texts.ts';
import { readDay } from '../reconciliation/work.ts';
import { fileRoutes, XLSX } from './api.ts';
import * as payment from './payment-sheets.ts';
import { PaymentTablesQuery } from './schema.ts';
import type { File } from './send-file.ts';
import { claimSheet, conflictSheet, differenceSheet, prepaymentSheets } from './work-sheets.ts';

const BASE = '/api/agency';
const Nothing = Type.Object({});
const PAGE = 500;
/** Of one sheet; whoever has more works with the list itself, page by page. */
const MOST_ROWS = 20_000;

type Sheets = Promise<Result<SheetOf[], Refusal>>;

/** Routes that answer a noun's lists as one Excel file: ids as texts, amounts exact to the fen. */
export function listRoutes(app: FastifyInstance, served: DeskApi): void {
  const told = (telling: Telling['telling'], statusOf: Telling['statusOf']) =>
    fileRoutes(app, served, { telling, statusOf });
  const payments = told(paymentsTelling, paymentsStatusOf);
  payments(`${BASE}/payments/tables.xlsx`, PaymentTablesQuery, async (desk, query) => {
    const sheets = await atCare(desk, (care) => paymentSheets(care, desk, query));
    return filed(desk, `payments-${query.area}`, sheets);
  });
  payments(`${BASE}/payments/batches/:id/lines.xlsx`, Nothing, async (desk, _query, { id = '' }) => {
    const read = await atCare(desk, async (care) => readBatch(care, desk.actor, id));
    return read.ok ? filed(desk, `batch-${id}`, ok([payment.lineSheet(read.value.lines)])) : read;
  });
  told(reconciliationTelling, reconciliationStatusOf)(
    `${BASE}/reconciliation/days/:day/tables.xlsx`,
    Nothing,
    async (desk, _query, { day = '' }) => {
      const read = await readDay(desk, day);
      if (!read.ok) return read;
      const { exceptions } = read.value as AnswerOf<'reconciliation.day@1'>;
      return filed(desk, `reconciliation-${day}`, ok([differenceSheet(exceptions)]));
    },
  );
  told(prepaymentTelling, prepaymentStatusOf)(
    `${BASE}/prepayment/:year/tables.xlsx`,
    Nothing,
    async (desk, _query, { year = '' }) => {
      const read = await readYear(desk, year);
      if (!read.ok) return read;
      return filed(desk, `prepayment-${year}`, ok(prepaymentSheets(read.value as PrepaymentView)));
    },
  );
  told(claimTelling, claimStatusOf)(`${BASE}/claims/tables.xlsx`, Nothing, async (desk) =>
    filed(desk, 'claims', await claimSheets(desk)),
  );
}

const nowAt = ({ province, hub }: Desk): Instant =>
  province === null ? hub.now() : province.care.deps.now();

async function filed(
  desk: Desk,
  what: string,
  sheets: Result<SheetOf[], Refusal>,
): Promise<Result<File, Refusal>> {
  if (!sheets.ok) return sheets;
  const at = nowAt(desk);
  const name = `${what}-${dateOf(at)}.xlsx`;
  return ok({ name, mediaType: XLSX, bytes: await writeWorkbook(sheets.value, at) });
}

async function paymentSheets(
  care: CareDeps,
  { actor }: Desk,
  { area, period: text }: Static<typeof PaymentTablesQuery>,
): Sheets {
  const period = parseMonth(text ?? monthOf(care.now()));
  if (!period.ok) return refuse('not-a-month', { field: 'period' });
  const owed = await payables(care, actor, area);
  if (!owed.ok) return owed;
  const rates = await deductionRates(care, actor, { area, period: period.value });
  if (!rates.ok) return rates;
  const reviews = await allOf((last: Review | undefined) => {
    const after = last ?? { providerId: '', itemId: '' };
    return reviewsOf(care, actor, { after, limit: PAGE });
  });
  const newest = { madeAt: Number.MAX_SAFE_INTEGER, batchId: '~' };
  return ok([
    payment.payableSheet(owed.value),
    payment.batchSheet(await batchesOf(care.db, [area], newest, PAGE)),
    payment.reviewSheet(reviews),
    payment.suspenseSheet(await openEntries(care.db, [area])),
    payment.grantSheet(await grantsOf(care.db, [area])),
    payment.rateSheet(rates.value),
  ]);
}

type Review = Awaited<ReturnType<typeof reviewsOf>>[number];

/** Pages of a list, one after the other. */
async function allOf<T>(pageAfter: (last: T | undefined) => Promise<readonly T[]>): Promise<readonly T[]> {
  const rows: T[] = [];
  for (;;) {
    const page = await pageAfter(rows.at(-1));
    rows.push(...page);
    if (page.length < PAGE || rows.length >= MOST_ROWS) return rows;
  }
}

async function claimSheets({ actor, province }: Desk): Sheets {
  if (province === null) return refuse('not-permitted');
  const { services } = province.insured;
  const first = await services.claimsOfAreas(actor, { limit: PAGE, after: null });
  if (!first.ok) return first;
  const claims = await allOf(async (last: ClaimSummary | undefined) => {
    if (last === undefined) return first.value;
    const next = await services.claimsOfAreas(actor, { limit: PAGE, after: [last.openedAt, last.claimId] });
    return next.ok ? next.value : [];
  });
  const conflicts = await invoiceConflicts(province.care.deps, actor);
  return conflicts.ok ? ok([claimSheet(claims), conflictSheet(conflicts.value)]) : conflicts;
}
