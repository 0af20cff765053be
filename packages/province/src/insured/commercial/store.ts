import { type Executor, isRaised, isSerializationFailure, statement } from '@zhijie/database';
import type { HealthState, LayerOutcome, ProductDelta } from '@zhijie/engine';
import type { ResultClass } from '@zhijie/exchange';
import type { Actor, CalendarDate, Fen } from '@zhijie/kernel';
import type { CommercialFacts } from './facts.ts';

export type Enrolment = {
  readonly enrolmentId: string;
  readonly personId: string;
  readonly insurer: string;
  readonly product: string;
  readonly policyNumber: string;
  readonly version: string | null;
  readonly health: HealthState;
  /** Years without a gap, this one included. */
  readonly years: number;
  readonly householdYears: number | null;
  readonly premium: number;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate;
  readonly source: 'insurer-list' | 'purchase';
  readonly enrolledAt: number;
  readonly enrolledBy: string;
  readonly cancelledAt: number | null;
};

/** An enrolment in SQL. */
export const ENROLMENT_FIELDS = `enrolment_id as "enrolmentId", person_id as "personId", insurer, product,
  policy_number as "policyNumber", version, health, years, household_years as "householdYears", premium,
  starts_on as "startsOn", ends_on as "endsOn", source, enrolled_at as "enrolledAt",
  enrolled_by as "enrolledBy", cancelled_at as "cancelledAt"`;

const insertEnrolmentRow = statement(
  'insured.commercial.insert-enrolment',
  `insert into insured.commercial_enrolment (enrolment_id, person_id, insurer, product, policy_number,
     version, health, years, household_years, premium, starts_on, ends_on, source, enrolled_at, enrolled_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
   on conflict do nothing returning enrolment_id`,
);

/** False when the number or the person's cover by the product is there already. */
export async function insertEnrolment(tx: Executor, e: Enrolment): Promise<boolean> {
  const values = [e.enrolmentId, e.personId, e.insurer, e.product, e.policyNumber, e.version, e.health];
  values.push(...([e.years, e.householdYears, e.premium, e.startsOn, e.endsOn] as unknown as string[]));
  values.push(e.source, e.enrolledAt as unknown as string, e.enrolledBy);
  return (await tx.query(insertEnrolmentRow, values)).length === 1;
}

const enrolmentsOfPerson = statement(
  'insured.commercial.enrolments',
  `select ${ENROLMENT_FIELDS} from insured.commercial_enrolment where person_id = $1
   order by starts_on desc, product, enrolment_id limit 200`,
);
const enrolmentByNumber = statement(
  'insured.commercial.enrolment-by-number',
  `select ${ENROLMENT_FIELDS} from insured.commercial_enrolment where insurer = $1 and policy_number = $2`,
);
const cancel = statement(
  'insured.commercial.cancel-enrolment',
  `update insured.commercial_enrolment set cancelled_at = $3
   where insurer = $1 and policy_number = $2 and cancelled_at is null returning enrolment_id`,
);

export const readEnrolments = (db: Executor, personId: string): Promise<Enrolment[]> =>
  db.query<Enrolment>(enrolmentsOfPerson, [personId]);

export async function readEnrolment(
  db: Executor,
  key: { readonly insurer: string; readonly policyNumber: string },
): Promise<Enrolment | null> {
  return (await db.query<Enrolment>(enrolmentByNumber, [key.insurer, key.policyNumber]))[0] ?? null;
}

export async function cancelEnrolment(
  tx: Executor,
  key: { readonly insurer: string; readonly policyNumber: string; readonly at: number },
): Promise<boolean> {
  return (await tx.query(cancel, [key.insurer, key.policyNumber, key.at])).length === 1;
}

export type PaymentState = 'held' | 'confirmed' | 'voided' | 'refused' | 'later' | 'counted';

/** A payment as it is stored. Fen. */
export type StoredPayment = {
  readonly paymentId: string;
  readonly personId: string;
  readonly state: PaymentState;
  readonly way: 'leg' | 'claim' | 'count';
  readonly settlementId: string | null;
  readonly product: string | null;
  readonly productHash: string | null;
  readonly enrolmentId: string | null;
  readonly asked: Fen;
  readonly amount: Fen;
  readonly taken: Readonly<Partial<Record<ResultClass, Fen>>>;
  readonly delta: ProductDelta['layers'];
  readonly layers: readonly LayerOutcome[];
  readonly heldUntil: number | null;
  readonly reasonCode: string | null;
  readonly reasonText: string | null;
  readonly slipId: string | null;
  readonly answerText: string | null;
  readonly answerSignature: string | null;
  readonly openedAt: number;
  readonly changedAt: number;
  readonly confirmedAt: number | null;
};

const COLUMNS = [
  ['paymentId', 'payment_id'],
  ['personId', 'person_id'],
  ['state', 'state'],
  ['way', 'way'],
  ['settlementId', 'settlement_id'],
  ['product', 'product'],
  ['productHash', 'product_hash'],
  ['enrolmentId', 'enrolment_id'],
  ['asked', 'asked'],
  ['amount', 'amount'],
  ['taken', 'taken'],
  ['delta', 'delta'],
  ['layers', 'layers'],
  ['heldUntil', 'held_until'],
  ['reasonCode', 'reason_code'],
  ['reasonText', 'reason_text'],
  ['slipId', 'slip_id'],
  ['answerText', 'answer_text'],
  ['answerSignature', 'answer_signature'],
  ['openedAt', 'opened_at'],
  ['changedAt', 'changed_at'],
  ['confirmedAt', 'confirmed_at'],
] as const satisfies readonly (readonly [keyof StoredPayment, string])[];

/** A payment `p` in SQL. */
export const PAYMENT_FIELDS = COLUMNS.map(([name, column]) => `p.${column} as "${name}"`).join(', ');
const PAYMENT = PAYMENT_FIELDS;

const findPayment = statement(
  'insured.commercial.payment',
  `select ${PAYMENT} from insured.commercial_payment p where p.payment_id = $1`,
);
const findSlip = statement(
  'insured.commercial.slip',
  `select ${PAYMENT} from insured.commercial_payment p where p.person_id = $1 and p.slip_id = $2`,
);
const onBill = statement(
  'insured.commercial.payments-of-bill',
  `select ${PAYMENT} from insured.commercial_payment p
   where p.person_id = $1 and p.settlement_id = $2 and p.state <> 'voided'
   order by p.opened_at, p.payment_id`,
);
const slipsOfPerson = statement(
  'insured.commercial.slips',
  `select ${PAYMENT} from insured.commercial_payment p
   where p.person_id = $1 and p.slip_id is not null and (p.opened_at, p.payment_id) < ($2, $3)
   order by p.opened_at desc, p.payment_id desc limit $4`,
);
const heldBefore = statement(
  'insured.commercial.held-before',
  `select ${PAYMENT} from insured.commercial_payment p where p.state = 'held' and p.held_until < $1
   order by p.held_until limit 50`,
);

export async function readPayment(db: Executor, paymentId: string): Promise<StoredPayment | null> {
  return (await db.query<StoredPayment>(findPayment, [paymentId]))[0] ?? null;
}

export async function readSlip(
  db: Executor,
  key: { readonly personId: string; readonly slipId: string },
): Promise<StoredPayment | null> {
  return (await db.query<StoredPayment>(findSlip, [key.personId, key.slipId]))[0] ?? null;
}

export const readPaymentsOnBill = (
  db: Executor,
  bill: { readonly personId: string; readonly settlementId: string },
): Promise<StoredPayment[]> => db.query<StoredPayment>(onBill, [bill.personId, bill.settlementId]);

export const readSlips = (
  db: Executor,
  page: {
    readonly personId: string;
    readonly before: { readonly openedAt: number; readonly paymentId: string };
    readonly limit: number;
  },
): Promise<StoredPayment[]> =>
  db.query<StoredPayment>(slipsOfPerson, [
    page.personId,
    page.before.openedAt,
    page.before.paymentId,
    page.limit,
  ]);

export const readExpired = (db: Executor, now: number): Promise<StoredPayment[]> =>
  db.query<StoredPayment>(heldBefore, [now]);

/** What counts in a product-year, and the settlements of its period that nobody has counted yet. */
export type YearFile = {
  readonly version: number;
  readonly deltas: readonly {
    readonly paymentId: string;
    readonly settlementId: string;
    readonly delta: ProductDelta['layers'];
    readonly isEarlier: boolean;
  }[];
  readonly uncounted: readonly string[];
};

/** A bill that was only counted stops to count with its settlement, or when somebody pays for it. */
const LIVE = `p.state in ('held', 'confirmed') or p.state = 'counted'
    and exists (select 1 from insured.settlement s where s.person_id = p.person_id
      and s.settlement_id = p.settlement_id and s.state = 'settled')`;

/**
 * A `YearFile` in SQL: person and product are the first two parameters, the others expressions; the bill by
 * its moment and its id.
 */
export const yearFields = (of: {
  readonly from: string;
  readonly before: string;
  readonly careTypes: string;
  readonly settledAt: string;
  readonly settlement: string;
}): string => `coalesce((select version from insured.commercial_year
     where person_id = $1 and product = $2), 0)
     as version,
   coalesce((select json_agg(json_build_object('paymentId', p.payment_id, 'settlementId', p.settlement_id,
       'delta', p.delta, 'isEarlier', (e.settled_at, e.settlement_id) < (${of.settledAt}, ${of.settlement})))
     from insured.commercial_payment p
     join insured.settlement e on e.person_id = p.person_id and e.settlement_id = p.settlement_id
     where p.person_id = $1 and p.product = $2 and (${LIVE})), '[]')
     as deltas,
   coalesce((select json_agg(s.settlement_id order by s.settled_at, s.settlement_id)
     from insured.settlement s where s.person_id = $1 and s.state = 'settled'
       and s.settled_at >= ${of.from} and s.settled_at < ${of.before}
       and (s.settled_at, s.settlement_id) < (${of.settledAt}, ${of.settlement})
       and s.care_type = any(${of.careTypes}::text[])
       and not exists (select 1 from insured.commercial_payment p where p.person_id = $1
         and p.product = $2 and p.settlement_id = s.settlement_id
         and p.state in ('held', 'confirmed', 'counted'))), '[]') as uncounted`;
const year = statement(
  'insured.commercial.year',
  `select ${yearFields({ from: '$3', before: '$4', careTypes: '$5', settledAt: '$6', settlement: '$7' })}`,
);

export async function readYear(
  db: Executor,
  key: {
    readonly personId: string;
    readonly product: string;
    readonly careTypes: readonly string[];
    readonly from: number;
    readonly before: number;
    readonly bill: { readonly settledAt: number; readonly settlementId: string };
  },
): Promise<YearFile> {
  const [row] = await db.query<YearFile>(year, [
    key.personId,
    key.product,
    key.from,
    key.before,
    key.careTypes,
    key.bill.settledAt,
    key.bill.settlementId,
  ]);
  return row!;
}

const commit = statement(
  'insured.commercial.commit',
  `select insured.commit_commercial_payment($1::jsonb, $2::bigint, $3::bigint, $4::bytea, $5, $6, $7)
     as outcome`,
);
const end = statement(
  'insured.commercial.end',
  'select insured.end_commercial_payment($1, $2, $3::bigint, $4, $5, $6::bytea) as before',
);

export type PaymentCommit = {
  readonly payment: StoredPayment;
  readonly expectedVersion: number;
  /** What the public settlement left in cash, fen. */
  readonly owed: Fen;
  readonly digest: Uint8Array;
  readonly actor: Actor;
};

/** A payment as the row that `insured.commit_commercial_payment` takes. */
export const paymentRow = (payment: StoredPayment): string =>
  JSON.stringify(Object.fromEntries(COLUMNS.map(([name, column]) => [column, payment[name]])));

/** 'conflict': the product-year moved, nothing happened. 'exists': the id is known. */
export async function commitPayment(
  tx: Executor,
  { payment, expectedVersion, owed, digest, actor }: PaymentCommit,
): Promise<'done' | 'exists' | 'conflict'> {
  const values = [paymentRow(payment), expectedVersion, owed, digest, actor.id, actor.kind, actor.node];
  try {
    const [answer] = await tx.query<{ outcome: 'done' | 'exists' }>(commit, values);
    return answer!.outcome;
  } catch (error) {
    if (isRaised(error, 'commercial_conflict') || isSerializationFailure(error)) return 'conflict';
    throw error;
  }
}

/** What the payment was before; null when it could not become that, or was ended already. */
export async function endPayment(
  tx: Executor,
  change: CommercialFacts['change'] & { readonly digest: Uint8Array },
): Promise<PaymentState | null> {
  const { paymentId, state, at, reason, digest } = change;
  const values = [paymentId, state, at, reason?.code ?? null, reason?.text ?? null, digest];
  const [row] = await tx.query<{ before: PaymentState | null }>(end, values);
  return row!.before;
}
