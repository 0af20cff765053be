import { type Executor, statement } from '@zhijie/database';
import { type Actor, assert, dateOf, type Month, monthOf, ok, type Rate, type Result } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { duesOf, payableNow } from './due.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import { institutionsOfArea, mayPay, termsOn } from './store.ts';
import {
  type Audited,
  INSTANT_TARGETS,
  isAuditedLess,
  monthlyTerms,
  type PayTerms,
  pointsOf,
} from './terms.ts';
import { grantsOf } from './working-capital.ts';

/**
 * What is owed to an institution, and why it is not paid yet, fen. The parts make the balance: bills that are
 * not declared, what is due now, what lines at the bank will take, what was paid before it was declared
 * (below zero), and what deductions took beyond what is due (below zero).
 */
export type Payable = {
  readonly providerId: string;
  readonly name: string;
  readonly agreement: string;
  readonly isStopped: boolean;
  /** How it is paid today. */
  readonly terms: Omit<PayTerms, 'providerId'>;
  /** Working capital that lies with it, fen (I-08). */
  readonly lent: number;
  readonly balance: number;
  readonly parts: {
    readonly undeclared: number;
    readonly due: number;
    readonly underWay: number;
    readonly paidAhead: number;
    readonly carriedOver: number;
  };
  readonly openReviews: number;
};

const LATEST = '9999-12' as Month;

/** Working capital that lies with each institution of an area, fen; each grant says its account's balance. */
async function lentIn(db: Executor, area: string): Promise<ReadonlyMap<string, number>> {
  const grants = await grantsOf(db, [area]);
  return new Map(grants.map(({ providerId, outstanding }) => [providerId, outstanding]));
}

/** Every institution of the area with what is owed to it, explained. Refusal: `not-permitted`. */
export function payables(
  deps: CareDeps,
  actor: Actor,
  area: string,
): Promise<Result<readonly Payable[], PayingRefusal>> {
  return deps.db.transaction(async (tx): Promise<Result<readonly Payable[], PayingRefusal>> => {
    if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'area');
    return ok(await explained(tx, area, monthOf(dateOf(deps.now())), dateOf(deps.now())));
  });
}

async function explained(tx: Executor, area: string, period: Month, on: ReturnType<typeof dateOf>) {
  const institutions = await institutionsOfArea(tx, area);
  const ids = institutions.map(({ providerId }) => providerId);
  const terms = await termsOn(tx, ids, on);
  const lent = await lentIn(tx, area);
  const dues = new Map((await duesOf(tx, ids, LATEST)).map((due) => [due.providerId, due]));
  const now = new Map((await duesOf(tx, ids, period)).map((due) => [due.providerId, due]));
  return institutions.map(({ providerId, name, agreement, isStopped }): Payable => {
    const all = dues.get(providerId)!;
    const { balance, underWay, declared, other, openReviews } = all;
    // Claims posted = balance − other + what left the account; of these `declared` are declared.
    const left = all.paid - underWay;
    const undeclared = balance - other + left - declared;
    const open = declared + other - all.paid;
    const due = payableNow(now.get(providerId)!);
    const short = open - due;
    const ahead = Math.max(Math.min(undeclared, 0 - short), 0);
    const parts = { undeclared, due, underWay, paidAhead: 0 - ahead, carriedOver: short + ahead };
    const sum = undeclared + due + underWay - ahead + parts.carriedOver;
    assert(sum === balance, `The parts of what is owed to ${providerId} make its balance`);
    const { providerId: _of, ...paid } = terms.get(providerId) ?? monthlyTerms(providerId);
    const is = { agreement, isStopped, terms: paid, lent: lent.get(providerId) ?? 0 };
    return { providerId, name, ...is, balance, parts, openReviews };
  });
}

/** How far instant settlement has come in an area in one month (I-04): rates in 1/10 000. */
export type InstantFigures = {
  readonly period: Month;
  readonly money: {
    readonly instant: number;
    readonly all: number;
    readonly rate: number;
    readonly target: Rate;
  };
  readonly institutions: {
    readonly instant: number;
    readonly all: number;
    readonly rate: number;
    readonly target: Rate;
  };
};

const MONEY = statement(
  'care-paying-instant-money',
  `SELECT coalesce(sum(p.executed - p.owed_again) FILTER (WHERE p.kind = 'instant'), 0)::bigint AS instant,
     coalesce(sum(p.executed - p.owed_again), 0)::bigint AS "all",
     count(DISTINCT p.provider_id) FILTER (WHERE p.kind = 'instant' AND p.executed > 0)::integer
       AS institutions
   FROM care.payment_line_progress p
   WHERE p.area = $1 AND p.period = $2 AND p.kind <> 'working-capital'`,
);

/** The tiles of instant settlement (医保办函〔2025〕82号 §1; I-04). Refusal: `not-permitted`. */
export async function instantFigures(
  deps: CareDeps,
  actor: Actor,
  { area, period }: { readonly area: string; readonly period: Month },
): Promise<Result<InstantFigures, PayingRefusal>> {
  if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'area');
  type Row = { instant: number; all: number; institutions: number };
  const [row] = await deps.db.query<Row>(MONEY, [area, period]);
  const { instant, all, institutions } = row!;
  const active = (await institutionsOfArea(deps.db, area)).filter(({ agreement }) => agreement === 'active');
  return ok({
    period,
    money: { instant, all, rate: pointsOf(instant, all), target: INSTANT_TARGETS.money },
    institutions: {
      instant: institutions,
      all: active.length,
      rate: pointsOf(institutions, active.length),
      target: INSTANT_TARGETS.institutions,
    },
  });
}

/** How an institution's bills of a month were audited, of people from elsewhere and of the own (G-01). */
export type DeductionRate = {
  readonly providerId: string;
  readonly name: string;
  readonly cross: Audited & { readonly rate: number };
  readonly local: Audited & { readonly rate: number };
  readonly isAuditedLess: boolean;
};

const RATES = statement(
  'care-paying-deduction-rates',
  `SELECT i.provider_id AS "providerId", i.name, left(s.care_area, 2) <> left(s.insured_area, 2) AS "isCross",
     sum(s.paid_by_funds + s.paid_by_personal_account)::bigint AS claims,
     coalesce(sum(d.taken), 0)::bigint AS deducted
   FROM care.institution i
   JOIN care.declaration p ON p.provider_id = i.provider_id AND p.period = $2
   JOIN care.declared_item x ON x.provider_id = i.provider_id AND x.period = $2
   JOIN care.settlement s ON s.provider_id = i.provider_id AND s.settlement_id = x.item_id
   LEFT JOIN LATERAL (SELECT sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount
       ELSE 0 END) AS taken FROM care.provider_deduction d
     WHERE d.provider_id = s.provider_id AND d.settlement_id = s.settlement_id) d ON true
   WHERE i.area = $1 GROUP BY 1, 2, 3 ORDER BY 1`,
);

/** The rates of deduction of a declared month, by institution (G-01). Refusal: `not-permitted`. */
export async function deductionRates(
  deps: CareDeps,
  actor: Actor,
  { area, period }: { readonly area: string; readonly period: Month },
): Promise<Result<readonly DeductionRate[], PayingRefusal>> {
  if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'area');
  type Row = Audited & { readonly providerId: string; readonly name: string; readonly isCross: boolean };
  const rows = await deps.db.query<Row>(RATES, [area, period]);
  const names = new Map(rows.map(({ providerId, name }) => [providerId, name]));
  return ok(
    [...names].map(([providerId, name]) => {
      const of = (isCross: boolean) => {
        const found = rows.find((row) => row.providerId === providerId && row.isCross === isCross);
        const { claims, deducted } = found ?? { claims: 0, deducted: 0 };
        return { claims, deducted, rate: pointsOf(Math.max(deducted, 0), claims) };
      };
      const [cross, local] = [of(true), of(false)];
      return { providerId, name, cross, local, isAuditedLess: isAuditedLess(cross, local) };
    }),
  );
}
