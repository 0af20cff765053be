import { sm3Hex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import {
  addDays,
  type CalendarDate,
  type CareType,
  type Fen,
  type Instant,
  type InsuranceType,
  instant,
  ok,
  PROVINCE_NAMES,
  provinceOf,
  type Refusal,
  type Result,
  startOfDay,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { type KeptFile, keepFile } from '../file/service.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { type HospitalRow, isDifference, type JudgedRow, judgeRows } from './rows.ts';
import {
  findKnown,
  readItems,
  type Statement,
  type StatementItem,
  type Sums,
  saveStatement,
} from './store.ts';
import { distance, isEqual, type RefundReading, readAs, sumsOf } from './totals.ts';

/** What a hospital reconciles: a period of days, by settlement agency and category. */
export type StatementScope = {
  /** Agency of the insured place; the care place's own also stands for everything at this institution. */
  readonly agency: string;
  readonly clearingCategory: string | null;
  /** Care types of the category; null: all. */
  readonly careTypes: readonly CareType[] | null;
  readonly insuranceType: InsuranceType | null;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
};

export type TotalsCompared = {
  readonly statementId: string;
  readonly isEqual: boolean;
  readonly hospital: Sums;
  readonly own: Sums;
  readonly open: number;
};

/** First and last moment of a period of days, China Standard Time. */
export const momentsOf = (from: CalendarDate, until: CalendarDate): { from: Instant; until: Instant } => ({
  from: startOfDay(from),
  until: instant(startOfDay(addDays(until, 1)) - 1),
});

/** What the journal's leaf of a statement binds. */
export const statementDigest = (made: Statement): Uint8Array => digestOf(made);

/** The message id is unique within the institution, so the statement's id is as well. */
const statementIdOf = ({ institution, messageId }: Call): string =>
  sm3Hex(`statement\n${institution.providerId}\n${messageId}`).slice(0, 30);

/**
 * Rows that an agency's name stands for: those of that insured area, and with the care place's own name also
 * all of the institution (it reconciles with its hospitals for everybody, procedures R-03). Where nobody of
 * the own area was treated, the own name means everybody: an empty statement does not agree with a full day.
 */
function readingsOf(
  agency: string,
  institutionArea: string,
  items: readonly StatementItem[],
): (readonly StatementItem[])[] {
  const own = items.filter(({ insuredArea }) => insuredArea === agency);
  if (provinceOf(agency) !== provinceOf(institutionArea)) return [own];
  return own.length === 0 ? [items] : [own, items];
}

const refuseReversed = ({ from, until }: Pick<StatementScope, 'from' | 'until'>) =>
  from > until ? careRefusal('statement-period', 'statementUntil', { from, until }) : null;

/** A mistyped agency has no settlements, and an empty statement would agree with it. */
const refuseAgency = ({ agency }: Pick<StatementScope, 'agency'>) =>
  provinceOf(agency) in PROVINCE_NAMES ? null : careRefusal('agency-unknown', 'settlementAgency', { agency });

/**
 * Runs the comparison of a period once per call; one that ends before it begins is refused
 * (`statement-period`).
 */
export function onceInPeriod<T>(
  deps: CareDeps,
  call: Call,
  period: Pick<StatementScope, 'from' | 'until'>,
  { work, render }: { work: Parameters<typeof once<T>>[2]; render: (output: T) => Uint8Array },
): Promise<Result<Uint8Array, Refusal>> {
  return once(deps, call, async (tx) => refuseReversed(period) ?? work(tx), render);
}

/**
 * Compares the hospital's sums of a period with ours (3201; procedures R-02). When they are equal the items
 * of the period are reconciled: from then on they are taken back as new negative records only (T-04).
 * Refusals: `statement-period`, `agency-unknown`.
 */
export function reconcileTotals(
  deps: CareDeps,
  call: Call,
  stated: StatementScope & { readonly sums: Sums; readonly reading: RefundReading },
  render: (compared: TotalsCompared) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return onceInPeriod(deps, call, stated, {
    work: async (tx) => {
      const refused = refuseAgency(stated);
      if (refused !== null) return refused;
      const { providerId, area } = call.institution;
      const items = await readItems(tx, { ...stated, providerId, ...momentsOf(stated.from, stated.until) });
      const decided = items.filter(({ isOpen }) => !isOpen);
      const readings = readingsOf(stated.agency, area, decided).map((rows) => readAs(rows, stated.reading));
      const nearest = readings.toSorted((a, b) => distance(stated.sums, a) - distance(stated.sums, b))[0]!;
      const equal = readings.find((rows) => isEqual(stated.sums, rows));
      const own = sumsOf(equal ?? nearest);
      const reconciled = equal ?? [];
      const made = statementOf(call, stated, {
        kind: 'totals',
        result: equal === undefined ? 'differs' : 'equal',
        hospital: stated.sums,
        own,
        differing: equal === undefined ? 1 : 0,
        itemCount: reconciled.length,
      });
      await saveStatement(tx, made, reconciled, statementDigest(made));
      const { statementId } = made;
      const open = items.length - decided.length;
      return ok({
        output: { statementId, isEqual: equal !== undefined, hospital: stated.sums, own, open },
      });
    },
    render,
  });
}

function statementOf(
  call: Call,
  { insuranceType, clearingCategory, agency, from, until }: StatementScope,
  found: Pick<Statement, 'kind' | 'result' | 'hospital' | 'own' | 'differing' | 'itemCount'>,
): Statement {
  return {
    providerId: call.institution.providerId,
    statementId: statementIdOf(call),
    insuranceType,
    clearingCategory,
    agency,
    from,
    until,
    ...found,
    messageId: call.messageId,
    actorId: call.actor.id,
    at: call.receivedAt,
  };
}

export type RowsCompared = { readonly file: KeptFile; readonly differing: number };

export type RowsToCompare = StatementScope & {
  readonly rows: readonly HospitalRow[];
  /** Null where the hospital states no cash. */
  readonly cash: Fen | null;
  /** The message names no agency: everything of the institution is compared. */
  readonly isOfAll?: boolean;
};

export type JudgedStatement = { readonly made: Statement; readonly judged: readonly JudgedRow[] };

/**
 * Judges the hospital's rows of a period against ours and keeps the statement; rows on which both sides agree
 * are reconciled.
 */
export async function judgeStatement(
  tx: Executor,
  call: Call,
  stated: RowsToCompare,
): Promise<JudgedStatement> {
  const { providerId, area } = call.institution;
  const items = await readItems(tx, { ...stated, providerId, ...momentsOf(stated.from, stated.until) });
  const ids = stated.rows.map(({ settlementId }) => settlementId);
  const known = new Map(
    (await findKnown(tx, providerId, ids)).map((each) => [each.settlementId, each] as const),
  );
  const compared = stated.isOfAll === true ? [items] : readingsOf(stated.agency, area, items);
  const readings = compared.map((own) => ({
    own,
    judged: judgeRows(stated.rows, own, known),
  }));
  const differing = (rows: readonly JudgedRow[]) => rows.filter(isDifference).length;
  const matching = (rows: readonly JudgedRow[]) => rows.length - differing(rows);
  const { own, judged } = readings.toSorted(
    (a, b) => matching(b.judged) - matching(a.judged) || differing(a.judged) - differing(b.judged),
  )[0]!;
  const agreed = judged.flatMap((row) => (row.own === null || isDifference(row) ? [] : [row.own]));
  const made = statementOf(call, stated, {
    kind: 'rows',
    result: differing(judged) === 0 ? 'equal' : 'differs',
    hospital: { ...sumsOfRows(stated.rows), paidInCash: stated.cash },
    own: sumsOf(own.filter(({ isOpen }) => !isOpen)),
    differing: differing(judged),
    itemCount: agreed.length,
  });
  await saveStatement(tx, made, agreed, statementDigest(made));
  return { made, judged };
}

/** How judged rows become a file that the hospital fetches. */
export type WriteRows = (rows: readonly JudgedRow[]) => {
  readonly name: string;
  readonly content: Uint8Array;
};

/**
 * Compares the hospital's rows of a period with ours and keeps a file with a verdict per row (3202;
 * procedures R-02). Refusals: `statement-period`, `agency-unknown`.
 */
export function reconcileRows(
  deps: CareDeps,
  call: Call,
  stated: RowsToCompare,
  write: WriteRows,
  render: (compared: RowsCompared) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return onceInPeriod(deps, call, stated, {
    work: async (tx) => {
      const refused = stated.isOfAll === true ? null : refuseAgency(stated);
      if (refused !== null) return refused;
      const { made, judged } = await judgeStatement(tx, call, stated);
      const file = await keepFile(deps, tx, call, write(judged));
      return ok({ output: { file, differing: made.differing } });
    },
    render,
  });
}

export function sumsOfRows(rows: readonly HospitalRow[]): Omit<Sums, 'paidInCash'> {
  const sum = (of: (row: HospitalRow) => Fen) => rows.reduce((total, row) => total + of(row), 0) as Fen;
  return {
    feeTotal: sum(({ feeTotal }) => feeTotal),
    paidByFunds: sum(({ paidByFunds }) => paidByFunds),
    paidByAccount: sum(({ paidByAccount }) => paidByAccount),
    count: rows.length,
  };
}
