import { type Executor, statement } from '@zhijie/database';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import {
  type Actor,
  type Fen,
  fen,
  type Instant,
  type InsuranceType,
  monthOf,
  ok,
  provinceOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import { payableToProvider, postTransfers, receivableFromInsuredArea, type Transfer } from '@zhijie/ledger';
import type { CareDeps } from '../deps.ts';
import { penaltyIncome } from './accounts.ts';
import type { Outcome } from './declaration.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import { institutionOf, journal, mayPay } from './store.ts';

export type DeductionKind = 'deduction' | 'restoration' | 'penalty';

/** What an audit decided about a settlement; `amount` positive fen. */
export type Deduction = {
  readonly deductionId: string;
  readonly kind: DeductionKind;
  readonly providerId: string;
  readonly personId: string;
  readonly settlementId: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly amount: Fen;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
};

type Bill = Pick<Deduction, 'providerId' | 'personId' | 'careArea' | 'insuredArea' | 'insuranceType'> & {
  readonly state: 'settled' | 'reversed';
  readonly claim: number;
  readonly taken: number;
};

const BILL = statement(
  'care-paying-bill',
  `SELECT s.provider_id AS "providerId", s.person_id AS "personId",
     s.care_area AS "careArea", s.insured_area AS "insuredArea",
     s.insurance_type AS "insuranceType", s.state, s.paid_by_funds + s.paid_by_personal_account AS claim,
     coalesce((SELECT sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount
       ELSE 0 END) FROM care.provider_deduction d WHERE d.provider_id = s.provider_id
       AND d.settlement_id = s.settlement_id), 0)::bigint AS taken
   FROM care.settlement s
   WHERE s.settlement_id = $1 AND s.provider_id = coalesce($2, s.provider_id)
     AND s.state IN ('settled', 'reversed')`,
);
const LOCK = statement(
  'care-paying-lock-bill',
  'SELECT settlement_id FROM care.settlement WHERE provider_id = $1 AND settlement_id = $2 FOR NO KEY UPDATE',
);
const COLUMNS = `deduction_id AS "deductionId", kind, provider_id AS "providerId", person_id AS "personId",
  settlement_id AS "settlementId", care_area AS "careArea", insured_area AS "insuredArea",
  insurance_type AS "insuranceType", amount, reason, decided_by AS "decidedBy", decided_at AS "decidedAt"`;
const FIND = statement(
  'care-paying-deduction',
  `SELECT ${COLUMNS} FROM care.provider_deduction WHERE deduction_id = $1`,
);
const ADD = statement(
  'care-paying-add-deduction',
  `INSERT INTO care.provider_deduction (deduction_id, kind, provider_id, person_id, settlement_id,
     care_area, insured_area, insurance_type, amount, reason, decided_by, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING deduction_id`,
);
const TELL = statement(
  'care-paying-tell',
  'INSERT INTO care.deduction_to_tell (deduction_id) VALUES ($1) ON CONFLICT DO NOTHING',
);
const TO_TELL = statement(
  'care-paying-to-tell',
  `SELECT ${COLUMNS} FROM care.deduction_to_tell JOIN care.provider_deduction USING (deduction_id)
   ORDER BY decided_at, deduction_id LIMIT 50`,
);
const TOLD = statement('care-paying-told', 'DELETE FROM care.deduction_to_tell WHERE deduction_id = $1');
// What was taken off a bill of the own province that was then reversed whole.
const LEFT = statement(
  'care-paying-left-deducted',
  `SELECT r.reversal_id AS "reversalId", r.reversed_at AS "reversedAt", d.provider_id AS "providerId",
     d.settlement_id AS "settlementId",
     sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount ELSE 0 END)::bigint
       AS amount
   FROM care.provider_deduction d
   JOIN care.reversal r ON r.provider_id = d.provider_id AND r.settlement_id = d.settlement_id
   WHERE r.state = 'reversed' AND left(d.care_area, 2) = left(d.insured_area, 2)
   GROUP BY 1, 2, 3, 4
   HAVING sum(CASE d.kind WHEN 'deduction' THEN d.amount WHEN 'restoration' THEN -d.amount ELSE 0 END) > 0`,
);

/** What a decision posts: less owed to the institution, and as much less owed by the insured area (V-13). */
export function deductionPostings(of: Deduction): Transfer[] {
  const { deductionId, kind, providerId, amount, decidedAt, careArea } = of;
  const payable = payableToProvider(providerId);
  // A penalty is the care agency's; the insured area neither pays nor gains by it (C-06).
  const other = kind === 'penalty' ? penaltyIncome(careArea) : receivableFromInsuredArea(of);
  const [debit, credit] = kind === 'restoration' ? [other, payable] : [payable, other];
  const mark = { reference: deductionId, month: monthOf(decidedAt), postedAt: decidedAt };
  return [{ transferId: `${deductionId}.${kind}`, debit, credit, amount, code: kind, ...mark }];
}

/** What the journal holds of a decision. */
export const deductionFact = (of: Deduction): object => ({ ...of });

const FIELDS = ['kind', 'settlementId', 'amount'] as const;

/** Stores and posts a decision once; a repetition with other content is a refusal. */
export async function takeDeduction(
  tx: Executor,
  row: Deduction,
  { isTold }: { readonly isTold: boolean },
): Promise<Result<Outcome, PayingRefusal>> {
  const { deductionId, kind, providerId, personId, settlementId, careArea, insuredArea } = row;
  const { insuranceType, amount, reason, decidedBy, decidedAt } = row;
  const who = [providerId, personId, settlementId, careArea, insuredArea, insuranceType];
  const added = await tx.query(ADD, [deductionId, kind, ...who, amount, reason, decidedBy, decidedAt]);
  if (added.length === 0) {
    const [known] = await tx.query<Deduction>(FIND, [deductionId]);
    const differs = FIELDS.find((field) => known?.[field] !== row[field]);
    return differs === undefined
      ? ok({ outcome: 'unchanged' })
      : payingRefusal('deduction-differs', 'requestKey', { differs });
  }
  await postTransfers(tx, 'care_ledger', deductionPostings(row));
  if (!isTold && kind !== 'penalty') await tx.query(TELL, [deductionId]);
  await journal(tx, 'deduction', deductionId, deductionFact(row));
  return ok({ outcome: 'applied' });
}

/** A decided bill of this side, wherever its person is insured; null: none. */
export async function billOf(db: Executor, settlementId: string, providerId: string | null) {
  return (await db.query<Bill>(BILL, [settlementId, providerId]))[0] ?? null;
}

export type DeductionRequest = {
  readonly requestKey: string;
  readonly kind: DeductionKind;
  readonly providerId: string;
  readonly settlementId: string;
  readonly amount: Fen;
  readonly reason: string;
};

/**
 * Takes money off a settlement after an audit, gives it back, or fines (医保发〔2022〕22号 annex articles 43 and
 * 54; V-13, C-06): the institution is paid as much less, and for a bill of another province the next clearing
 * is as much less. There the nation's book decides first, then this side follows. Refusals:
 * `settlement-unknown`, `not-permitted`, `reason-missing`, `settlement-reversed`, `amount-exceeds-claim`,
 * `deduction-differs`, and those of the clearing. Throws when the nation cannot be reached: ask again.
 */
export async function deduct(
  deps: CareDeps,
  actor: Actor,
  request: DeductionRequest,
): Promise<Result<Outcome & { readonly deductionId: string }, Refusal>> {
  const { providerId, settlementId, kind, amount, requestKey } = request;
  const reason = request.reason.trim();
  const bill = await billOf(deps.db, settlementId, providerId);
  if (bill === null) return payingRefusal('settlement-unknown', 'settlementId');
  const institution = await institutionOf(deps.db, providerId);
  if (!mayPay(actor, institution!.area)) return payingRefusal('not-permitted', 'settlementId');
  if (reason === '') return payingRefusal('reason-missing', 'reason');
  const deductionId = `D${deps.node}-${requestKey}`;
  const { careArea } = bill;
  const isOurs = provinceOf(bill.insuredArea) === deps.node;
  if (!isOurs) {
    const { id, areas, roles } = actor;
    const operator = { id, areas: [...areas], roles: [...roles] };
    const order = { requestKey, operator, kind, careArea, settlementId, amount, reason };
    const decided = await deps.ask('clearing.deduct@1', routeOf({ careArea }), order);
    if (!decided.ok) return decided;
  }
  const { state: _s, claim: _c, taken: _t, ...of } = bill;
  const decision = { deductionId, kind, settlementId, amount, reason };
  const row: Deduction = { ...of, ...decision, decidedBy: actor.id, decidedAt: deps.now() };
  const taken = await deps.db.transaction(async (tx) => {
    if (isOurs) {
      await tx.query(LOCK, [providerId, settlementId]);
      const wrong = (await tx.query(FIND, [deductionId])).length > 0 ? null : await whyNot(tx, request);
      if (wrong !== null) return wrong;
    }
    return takeDeduction(tx, row, { isTold: !isOurs });
  });
  if (isOurs) await tellDeductions(deps);
  return taken.ok ? ok({ ...taken.value, deductionId }) : taken;
}

async function whyNot(tx: Executor, { settlementId, providerId, kind, amount }: DeductionRequest) {
  const bill = (await billOf(tx, settlementId, providerId))!;
  if (kind === 'penalty') return null;
  const most = kind === 'restoration' ? bill.taken : bill.claim - bill.taken;
  if (kind === 'deduction' && bill.state === 'reversed')
    return payingRefusal('settlement-reversed', 'settlementId');
  return amount > most ? payingRefusal('amount-exceeds-claim', 'amount', { most }) : null;
}

/**
 * Takes a decision of the nation's book about a bill made here, once. False when it is known, or the bill is
 * not: then the doctor names the difference.
 */
export async function takeFromNation(deps: CareDeps, decided: Deduction): Promise<boolean> {
  const { settlementId, providerId, deductionId } = decided;
  if ((await billOf(deps.db, settlementId, providerId)) === null) {
    deps.log({ level: 'warn', event: 'deduction-without-settlement', deductionId });
    return false;
  }
  const taken = await deps.db.transaction((tx) => takeDeduction(tx, decided, { isTold: true }));
  if (!taken.ok)
    deps.log({ level: 'warn', event: 'deduction-refused', deductionId, code: taken.refusal.code });
  return taken.ok && taken.value.outcome === 'applied';
}

/** Tells the insured side of the own province what was decided; answers how much it took. */
export async function tellDeductions(deps: CareDeps): Promise<number> {
  let told = 0;
  for (const row of await deps.db.query<Deduction>(TO_TELL, [])) {
    const { careArea, insuredArea, deductionId, personId, settlementId, amount, decidedAt } = row;
    if (row.kind === 'penalty') continue;
    const body = { deductionId, kind: row.kind, personId, settlementId, amount, decidedAt };
    try {
      const answer = await deps.ask('deduction.take@1', routeOf({ careArea, insuredArea, personId }), body);
      if (!answer.ok) {
        deps.log({ level: 'warn', event: 'deduction-refused', deductionId, code: answer.refusal.code });
        continue;
      }
      await deps.db.query(TOLD, [deductionId]);
      told += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
      deps.log({ level: 'warn', event: 'deduction-unanswered', deductionId });
    }
  }
  return told;
}

/**
 * A reversal takes the whole claim back: what was taken off before is given back, or it would be taken twice.
 * For bills of other provinces the nation does it; here for those of the own.
 */
export async function restoreReversed(deps: CareDeps): Promise<number> {
  type Left = { reversalId: string; providerId: string; settlementId: string; amount: number };
  const left = await deps.db.query<Left>(LEFT, []);
  for (const { reversalId, providerId, settlementId, amount } of left) {
    const bill = await billOf(deps.db, settlementId, providerId);
    if (bill === null) continue;
    const { state: _s, claim: _c, taken: _t, ...of } = bill;
    const row: Deduction = {
      ...of,
      deductionId: `${reversalId}.restored`,
      kind: 'restoration',
      settlementId,
      amount: fen(amount),
      reason: '结算已撤销，扣款恢复',
      decidedBy: 'system',
      decidedAt: deps.now(),
    };
    await deps.db.transaction((tx) => takeDeduction(tx, row, { isTold: false }));
  }
  return left.length;
}
