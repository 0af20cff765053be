import { type Executor, statement } from '@zhijie/database';
import { dateOf, type Fen, fen, type Instant, type Month, monthOf, share, startOfDay } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { auditItems } from './audit-items.ts';
import type { Made, PaidInstitution, PayableItem } from './store.ts';
import { stopInstitution } from './store.ts';
import { abnormality, cycleEnd, daysBefore, instantPart, type PayTerms } from './terms.ts';

/** What an institution is paid at once for the items of one month. */
export type InstantLine = {
  readonly providerId: string;
  readonly period: Month;
  readonly amount: Fen;
  readonly items: readonly { readonly itemId: string; readonly amount: Fen }[];
};
/** Why an institution has no line in a batch. */
export type SkipReason =
  | 'nothing-due'
  | 'not-instant'
  | 'agreement-not-active'
  | 'institution-stopped'
  | 'abnormal-data'
  | 'account-missing'
  | 'reviews-open'
  | 'no-history';
export const SKIP_LABELS: Readonly<Record<SkipReason, string>> = {
  'nothing-due': '没有应付',
  'not-instant': '按月结算',
  'agreement-not-active': '协议已中止或解除',
  'institution-stopped': '即时结算已暂停',
  'abnormal-data': '数据异常，已暂停',
  'account-missing': '没有登记收款账户',
  'reviews-open': '还有待复核的明细',
  'no-history': '申报不足三个月，无从预拨',
};
export type Instantly = { readonly lines: readonly InstantLine[]; readonly skipped: SkipReason | null };

const ITEMS = statement(
  'care-paying-instant-items',
  `SELECT s.settlement_id AS "itemId", s.settlement_id AS "settlementId", s.visit_id AS "visitId",
     s.person_id AS "personId", s.care_area AS "careArea", s.insured_area AS "insuredArea",
     s.insurance_type AS "insuranceType", s.month, s.settled_at AS "decidedAt", false AS "isReversal",
     s.paid_by_funds + s.paid_by_personal_account AS claim
   FROM care.settlement s
   WHERE s.provider_id = $1 AND s.state = 'settled' AND s.settled_at >= $2 AND s.settled_at < $3
     AND ($4 OR left(s.care_area, 2) = left(s.insured_area, 2))
     AND s.paid_by_funds + s.paid_by_personal_account > 0
     AND NOT EXISTS (SELECT FROM care.reversal r
       WHERE r.provider_id = s.provider_id AND r.settlement_id = s.settlement_id)
     AND NOT EXISTS (SELECT FROM care.declared_item d
       WHERE d.provider_id = s.provider_id AND d.item_id = s.settlement_id)
     AND NOT EXISTS (SELECT FROM care.paid_item i
       JOIN care.payment_line l ON l.line_id = i.line_id
       JOIN care.payment_batch b ON b.batch_id = l.batch_id
       WHERE i.provider_id = s.provider_id AND i.item_id = s.settlement_id AND b.state <> 'rejected')
   ORDER BY s.settled_at, s.settlement_id`,
);
const USUAL = statement(
  'care-paying-usual-days',
  `SELECT coalesce(sum(claim), 0)::bigint AS total, count(*)::integer AS days FROM (
     SELECT sum(s.paid_by_funds + s.paid_by_personal_account) AS claim
     FROM care.settlement s
     WHERE s.provider_id = $1 AND s.state = 'settled' AND s.settled_at >= $2 AND s.settled_at < $3
     GROUP BY (s.settled_at + 28800000) / 86400000) d`,
);
const ADVANCES = statement(
  'care-paying-advance',
  `SELECT (SELECT sum(claim_total)::bigint FROM (SELECT claim_total FROM care.declaration
       WHERE provider_id = $1 ORDER BY period DESC LIMIT 3) d) AS total,
     (SELECT count(*)::integer FROM care.declaration WHERE provider_id = $1) AS months,
     EXISTS (SELECT FROM care.payment_line_progress p WHERE p.provider_id = $1 AND p.period = $2
       AND p.kind = 'instant' AND p.live > 0) AS "isPaid"`,
);

const USUAL_OVER_DAYS = 30;
const none = (skipped: SkipReason): Instantly => ({ lines: [], skipped });

/**
 * What an institution is paid at once by its terms (I-01): bills of finished cycles at the agreed share, each
 * once, or the month's advance. Nothing while its agreement does not stand or a stop is open; abnormal data
 * stop it now (I-06). A bill with a definite finding waits for the month end.
 */
export async function instantLines(
  deps: CareDeps,
  tx: Executor,
  { institution, terms }: { readonly institution: PaidInstitution; readonly terms: PayTerms },
  made: Made,
): Promise<Instantly> {
  const { providerId, agreement, isStopped } = institution;
  if (terms.mode === 'monthly') return none('not-instant');
  if (agreement !== 'active') return none('agreement-not-active');
  if (isStopped) return none('institution-stopped');
  if (terms.mode === 'advance') return advanceOf(tx, terms, made.at);
  const from = startOfDay(terms.fromOn);
  const values = [providerId, from, cycleEnd(terms, made.at), terms.isCrossProvinceIncluded];
  const items = await tx.query<PayableItem>(ITEMS, values);
  if (items.length === 0) return none('nothing-due');
  const audited = await auditItems(deps, tx, items, { ...made, providerId });
  const definite = new Set(audited.filter(({ isDefinite }) => isDefinite).map(({ itemId }) => itemId));
  const strange = await strangeness(tx, providerId, items, definite.size);
  if (strange !== null) {
    const stopId = deps.ids.next('event', institution.area, made.at);
    const stop = { stopId, providerId, cause: 'abnormal-data', detail: strange } as const;
    await stopInstitution(tx, stop, { by: 'system', at: made.at });
    return none('abnormal-data');
  }
  return {
    lines: linesOf(
      items.filter(({ itemId }) => !definite.has(itemId)),
      terms,
    ),
    skipped: null,
  };
}

/** One line for each month of the items. */
export function linesOf(items: readonly PayableItem[], terms: PayTerms): InstantLine[] {
  const months = [...new Set(items.map(({ month }) => month))];
  return months.flatMap((period) => {
    const own = items
      .filter(({ month }) => month === period)
      .map(({ itemId, claim }) => ({ itemId, amount: instantPart(claim, terms) }));
    const amount = fen(own.reduce((sum, item) => sum + item.amount, 0));
    return amount > 0 ? [{ providerId: terms.providerId, period, amount, items: own }] : [];
  });
}

async function strangeness(
  tx: Executor,
  providerId: string,
  items: readonly PayableItem[],
  definite: number,
): Promise<string | null> {
  const days = new Map<string, number>();
  for (const { decidedAt, claim } of items) {
    const on = dateOf(decidedAt);
    days.set(on, (days.get(on) ?? 0) + claim);
  }
  const first = dateOf(items[0]!.decidedAt);
  const before = [startOfDay(daysBefore(first, USUAL_OVER_DAYS)), startOfDay(first)];
  const [usual] = await tx.query<{ total: number; days: number }>(USUAL, [providerId, ...before]);
  return abnormality({
    items: items.length,
    definite,
    largestDay: Math.max(...days.values()),
    usualTotal: usual!.total,
    usualDays: usual!.days,
  });
}

/** A share of the average of the last three declared months, once for the month that runs. */
async function advanceOf(tx: Executor, terms: PayTerms, at: Instant): Promise<Instantly> {
  const { providerId } = terms;
  const period = monthOf(at);
  type Row = { total: number | null; months: number; isPaid: boolean };
  const [row] = await tx.query<Row>(ADVANCES, [providerId, period]);
  const { total, months, isPaid } = row!;
  if (isPaid) return none('nothing-due');
  if (total === null || months < 3) return none('no-history');
  const amount = share(fen(Math.floor(Math.max(total, 0) / 3)), terms.share!);
  return amount === 0
    ? none('nothing-due')
    : { lines: [{ providerId, period, amount, items: [] }], skipped: null };
}
