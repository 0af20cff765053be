/** Whether an insurer pays a settled bill now, and how much: reads, asks, decides; writes nothing. */
import type { Executor } from '@zhijie/database';
import { type InsurerQuestion, RESULT_CLASSES } from '@zhijie/exchange';
import { type Fen, fen, type Instant, ok, type Result } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { askInsurer, questionOf, type ReadAnswer } from './answer.ts';
import type { SettledBill } from './bill.ts';
import { calculate, type Matter, matterOf, reasonForNothing } from './calculation.ts';
import { type ConsentedResult, consentedResult, noteGoingOut } from './consented.ts';
import { type Reason, reasonOf } from './reasons.ts';
import {
  type Enrolment,
  readEnrolments,
  readPaymentsOnBill,
  type StoredPayment,
  type YearFile,
} from './store.ts';
import { unpaid, type YearSoFar, yearBefore } from './year.ts';

export type AskedPayment = {
  readonly personId: string;
  readonly settlementId: string;
  readonly product: string;
  readonly asked: Fen;
};

/** Covers that are in force on the day of the bill. */
export const covers = (enrolment: Enrolment, bill: Pick<SettledBill, 'settledOn'>): boolean =>
  enrolment.cancelledAt === null &&
  enrolment.startsOn <= bill.settledOn &&
  bill.settledOn <= enrolment.endsOn;

export type Refused = { readonly ok: false; readonly refusal: Reason };
const no = (code: Parameters<typeof reasonOf>[0]): Refused => ({ ok: false, refusal: reasonOf(code) });

/** Brings holder, product, consent and bill together; refused in the order of the list of reasons. */
export async function matterFor(
  deps: InsuredDeps,
  db: Executor,
  asked: AskedPayment & { readonly bill: SettledBill },
): Promise<Result<Matter, Reason>> {
  const held = await readEnrolments(db, asked.personId);
  const enrolment = held.find((one) => one.product === asked.product && covers(one, asked.bill)) ?? null;
  const consent = enrolment === null ? null : await consentedResult(db, enrolment, deps.now());
  // What other payers hold is of no interest without a consent.
  const others = consent === null ? [] : await readPaymentsOnBill(db, asked);
  return matterAmong(deps, asked, { enrolment, consent, others });
}

export type MatterRows = {
  readonly enrolment: Enrolment | null;
  readonly consent: ConsentedResult | null;
  /** On the bill. */
  readonly others: readonly StoredPayment[];
};

/** The same from rows that were read before. */
export function matterAmong(
  { commercial }: Pick<InsuredDeps, 'commercial'>,
  asked: AskedPayment & { readonly bill: SettledBill },
  { enrolment, consent, others }: MatterRows,
): Result<Matter, Reason> {
  const { bill } = asked;
  if (!bill.isLive) return no('settlement-undone');
  if (commercial === undefined) return no('product-unknown');
  if (enrolment === null || !covers(enrolment, bill)) return no('not-enrolled');
  const product = commercial.products.productOf(enrolment.product);
  if (!product.ok) return no('product-unknown');
  if (consent === null) return no('no-consent');
  const alive = others.filter(({ state }) => state === 'held' || state === 'confirmed');
  if (alive.some(({ product }) => product === asked.product)) return no('settled-otherwise');
  return ok(matterOf({ ...consent, product: product.value, enrolment, bill }, others, asked.asked));
}

/** What is to be written of a payment. */
export type Decision = Pick<
  StoredPayment,
  'state' | 'amount' | 'taken' | 'delta' | 'layers' | 'answerText' | 'answerSignature'
> & {
  readonly matter: Matter;
  readonly year: Pick<YearSoFar, 'version' | 'missed'>;
  readonly reason: Reason | null;
};

const NOT_PAID = {
  amount: fen(0),
  taken: {},
  delta: {},
  layers: [],
  answerText: null,
  answerSignature: null,
} as const;
const NO_YEAR = { version: 0, missed: [] } as const;

/** By the product's rules inside the platform (K-04, mode 1). */
export async function decideInside(
  deps: InsuredDeps,
  db: Executor,
  matter: Matter,
  file?: YearFile,
): Promise<Decision> {
  const year = await yearBefore(deps, db, matter, file);
  const calculated = calculate(matter, year.accumulators);
  if (!calculated.ok) {
    return { ...NOT_PAID, matter, year: NO_YEAR, state: 'refused', reason: calculated.refusal };
  }
  const { paid, taken, delta, layers } = calculated.value;
  if (paid > 0) {
    const pays = { amount: paid, taken, delta: delta.layers, layers };
    return { ...NOT_PAID, ...pays, matter, year, state: 'held', reason: null };
  }
  const counted = { delta: unpaid(delta), layers };
  const reason = reasonForNothing(calculated.value);
  return { ...NOT_PAID, ...counted, matter, year, state: 'counted', reason };
}

/** How the insurer is asked: a leg under its own id, a claim under one that its content gives. */
export type Asking = {
  readonly questionIdOf: (content: Omit<InsurerQuestion, 'questionId' | 'until'>) => string;
  readonly until: Instant;
};

/**
 * By the insurer's own answer (mode 2); silence puts it off (K-07). The disclosure is kept before it is
 * made.
 */
async function decideByAnswer(
  deps: InsuredDeps,
  db: Executor,
  { matter, asking }: { readonly matter: Matter; readonly asking: Asking },
): Promise<Decision> {
  const nothing = { ...NOT_PAID, matter, year: NO_YEAR };
  const content = questionOf(matter);
  const isNothing = matter.most === 0 || Object.values(content.left).every((left) => left === 0);
  if (isNothing) return { ...nothing, state: 'refused', reason: reasonOf('nothing-left') };
  const { enrolment, bill, showsVisit } = matter;
  const out = {
    holder: enrolment,
    area: bill.insuredArea,
    settlementId: bill.settlementId,
    classes: RESULT_CLASSES.filter((one) => content.left[one] !== undefined),
    showsVisit,
    content,
  };
  if (!(await deps.db.transaction((tx) => noteGoingOut(deps, tx, out)))) {
    return { ...nothing, state: 'refused', reason: reasonOf('no-consent') };
  }
  const { until } = asking;
  const said = await askInsurer(deps, { ...content, questionId: asking.questionIdOf(content), until });
  if (!said.ok || said.value.answer.decision === 'later') {
    return { ...nothing, state: 'later', reason: reasonOf('insurer-later') };
  }
  return { ...nothing, ...wordsOf(said.value), year: await yearBefore(deps, db, matter) };
}

function wordsOf({ answer, signed }: ReadAnswer): Partial<Decision> & Pick<Decision, 'state' | 'reason'> {
  const kept = { answerText: signed.text, answerSignature: signed.signature };
  const amount = fen(Object.values(answer.paid).reduce((sum, one) => sum + (one ?? 0), 0));
  if (answer.decision !== 'pays' || amount === 0) {
    return { ...kept, state: 'refused', reason: reasonOf('insurer-declined') };
  }
  return { ...kept, state: 'held', amount, taken: answer.paid as Decision['taken'], reason: null };
}

/** What is decided about a bill of the person; a refusal says why before anything was calculated. */
export async function decidePayment(
  deps: InsuredDeps,
  db: Executor,
  about: { readonly asked: AskedPayment; readonly bill: SettledBill; readonly asking: Asking },
): Promise<Result<Decision, Reason>> {
  const { asked, bill, asking } = about;
  const matter = await matterFor(deps, db, { ...asked, bill });
  if (!matter.ok) return matter;
  return ok(
    matter.value.product.mode === 'inside'
      ? await decideInside(deps, db, matter.value)
      : await decideByAnswer(deps, db, { matter: matter.value, asking }),
  );
}
