import { type Executor, isUniqueViolation, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { addressOf, type CommercialFact } from '@zhijie/exchange';
import { canonicalJson, fen, type Instant, instant, monthOf, ok, type Result } from '@zhijie/kernel';
import { isAccountPart, postTransfers, type Transfer } from '@zhijie/ledger';
import { type GatewayDeps, LEDGER } from '../deps.ts';
import { type GatewayRefusal, no } from '../refusals.ts';
import { nameInsurer } from '../registry/registry.ts';
import { owedBy, owedTo, owedToPersons } from './accounts.ts';
import { enqueueNotice } from './notices.ts';

/** A fact in SQL, as the message has it. */
export const FACT_COLUMNS = `fact_id AS "factId", kind, undoes, payee, payment_id AS "paymentId", insurer,
  product, policy_number AS "policyNumber", settlement_id AS "settlementId", insured_area AS "insuredArea",
  care_area AS "careArea", hospital_id AS "hospitalId", hospital_name AS "hospitalName", amount, at, month,
  layers`;
const FACT = statement('gateway-fact', `SELECT ${FACT_COLUMNS} FROM gateway.payment_fact WHERE fact_id = $1`);
const ADD = statement(
  'gateway-add-fact',
  `INSERT INTO gateway.payment_fact (fact_id, kind, undoes, payee, payment_id, insurer, product,
     policy_number, settlement_id, insured_area, care_area, hospital_id, hospital_name, amount, at, month,
     layers, node, taken_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
   ON CONFLICT (fact_id) DO NOTHING RETURNING fact_id`,
);
const PAGE = statement(
  'gateway-facts-page',
  `SELECT ${FACT_COLUMNS}, taken_at AS "takenAt", (SELECT jsonb_build_object('state',
       CASE c.decision WHEN 'approve' THEN 'paid' WHEN 'send-back' THEN 'sent-back' ELSE 'paying' END,
       'bank', p.bank, 'serial', p.serial, 'paidOn', p.paid_on, 'madeBy', p.actor->>'id',
       'checkedBy', c.actor->>'id', 'reason', c.reason)
     FROM gateway.person_payment p LEFT JOIN gateway.person_payment_check c USING (fact_id, attempt)
     WHERE p.fact_id = f.fact_id ORDER BY p.attempt DESC LIMIT 1) AS "personPayment"
   FROM gateway.payment_fact f
   WHERE insurer = $1 AND (taken_at, fact_id) > ($2, $3) ORDER BY taken_at, fact_id LIMIT $4`,
);

/** Codes under which commercial payments move in the gateway's ledger; no other ledger has them (K-08). */
export const COMMERCIAL_CODES = [
  'commercial-paid',
  'commercial-undone',
  'commercial-settled',
  'claim-paid',
] as const;

/** The transfer of a fact: what is paid at the counter is owed to the hospital, a claim to the person. */
export function factTransfer(fact: CommercialFact): Transfer {
  const { factId, kind, amount, month, at } = fact;
  const debit = owedBy(fact);
  const credit = fact.payee === 'hospital' ? owedTo(fact) : owedToPersons(fact);
  const code = kind === 'paid' ? 'commercial-paid' : 'commercial-undone';
  return {
    transferId: `${factId}.${code}`,
    debit: kind === 'paid' ? debit : credit,
    credit: kind === 'paid' ? credit : debit,
    amount: fen(amount),
    code,
    reference: factId,
    month: month as Transfer['month'],
    postedAt: at as Instant,
  };
}

/** What the journal holds of a fact. */
export const factDigest = (fact: CommercialFact): Uint8Array => digestOf(fact);

/**
 * Takes a payment, or that one was taken back, from the insured place that reports it; once by its id, in any
 * order. The same transaction books it, writes its leaf and the notice to the insurer's own system.
 */
export async function takeFact(
  deps: GatewayDeps,
  fact: CommercialFact,
  node: string,
): Promise<Result<{ outcome: 'taken' | 'known' }, GatewayRefusal>> {
  if (addressOf(fact.insuredArea) !== node) return no('foreign-area', 'insuredArea');
  if (!isAccountPart(fact.insurer)) return no('no-such-insurer', 'insurer');
  if (fact.month !== monthOf(instant(fact.at))) return no('month-differs', 'month');
  const takenAt = deps.now();
  const kept = keptOf(fact);
  const taking = deps.db.transaction(async (tx) => {
    const values = [...Object.values({ ...kept, layers: JSON.stringify(kept.layers) }), node, takenAt];
    if ((await tx.query(ADD, values)).length === 0) return false;
    await nameInsurer(tx, kept.insurer);
    await postTransfers(tx, LEDGER, [factTransfer(kept)]);
    const { factId: subject } = kept;
    await appendToJournal(tx, { kind: `gateway.${kept.kind}`, subject, digest: factDigest(kept) });
    await enqueueNotice(tx, noticeOf(kept), takenAt);
    return true;
  });
  const isNew = await taking.catch((error: unknown) => {
    // Another fact says that the same payment was made, or taken back.
    if (isUniqueViolation(error)) return null;
    throw error;
  });
  if (isNew === null) return no('fact-differs', 'paymentId');
  if (isNew) return ok({ outcome: 'taken' });
  const [known] = await deps.db.query<CommercialFact>(FACT, [fact.factId]);
  if (canonicalJson(known) !== canonicalJson(kept)) return no('fact-differs', 'factId');
  return ok({ outcome: 'known' });
}

/** Exactly the columns, in their order: a field that a later version adds is not kept. */
function keptOf(fact: CommercialFact): CommercialFact {
  const { factId, kind, undoes, payee, paymentId, insurer, product, policyNumber, settlementId } = fact;
  const { insuredArea, careArea, hospitalId, hospitalName, amount, at, month } = fact;
  const layers = fact.layers.map(({ key, title, base, deductibleUsed, paid }) => ({
    key,
    title,
    base,
    deductibleUsed,
    paid,
  }));
  const who = { factId, kind, undoes, payee, paymentId, insurer, product, policyNumber, settlementId };
  return { ...who, insuredArea, careArea, hospitalId, hospitalName, amount, at, month, layers };
}

/** What an insurer's system hears: its own policy number, sums, no person and no item. */
function noticeOf(fact: CommercialFact) {
  const { factId, kind, undoes, paymentId, product, policyNumber, amount, payee, at } = fact;
  const body = { factId, kind, undoes, paymentId, product, policyNumber, amount, payee, at };
  return { noticeId: factId, insurer: fact.insurer, path: '/payments', body };
}

export type FactRow = CommercialFact & {
  readonly takenAt: Instant;
  /** How far its payment to the person is; null: it is owed to a hospital, or nobody has entered it. */
  readonly personPayment: {
    readonly state: 'paying' | 'paid' | 'sent-back';
    readonly bank: string;
    readonly serial: string;
    readonly paidOn: string;
    readonly madeBy: string;
    readonly checkedBy: string | null;
    readonly reason: string | null;
  } | null;
};
export type FactCursor = { readonly takenAt: number; readonly factId: string };

/** An insurer's payments in the order in which they were taken. */
export async function factsOf(
  db: Executor,
  insurer: string,
  { after, limit }: { readonly after: FactCursor | null; readonly limit: number },
): Promise<{ readonly rows: readonly FactRow[]; readonly next: FactCursor | null }> {
  const from = after ?? { takenAt: -1, factId: '' };
  const rows = await db.query<FactRow>(PAGE, [insurer, from.takenAt, from.factId, limit]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { rows, next: last === undefined ? null : { takenAt: last.takenAt, factId: last.factId } };
}
