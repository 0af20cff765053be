/** The books of an insurer's own system: what it answered, what it paid, what it decided. Amounts in fen. */
import { type Fen, fen, type Instant, type Rate, share } from '@zhijie/kernel';

/** A product that the insurer computes by itself: over a deductible of the year, a ratio, up to a cap. */
export type CoreProduct = {
  readonly product: string;
  readonly title: string;
  readonly deductible: Fen;
  readonly ratio: Rate;
  readonly cap: Fen;
  /** Covers that a person looks at first: the answer is "later". */
  readonly reviews?: readonly string[];
};

/** A question as it comes over the line: sums by class, nothing else of the person. */
export type CoreQuestion = {
  readonly questionId: string;
  readonly insurer: string;
  readonly product: string;
  readonly policyNumber: string;
  readonly settledOn: string;
  readonly left: Readonly<Record<string, number>>;
  readonly asked: number;
};

export type CoreAnswer = {
  readonly questionId: string;
  readonly insurer: string;
  readonly product: string;
  readonly decision: 'pays' | 'declines' | 'later';
  readonly paid: Readonly<Record<string, number>>;
  readonly reason: 'not-covered' | 'below-deductible' | 'cap-reached' | 'needs-review' | null;
  readonly answeredAt: Instant;
};

/** A payment, or one taken back, as the platform tells it; `paymentId` is the question that it came of. */
export type CorePayment = {
  readonly factId: string;
  readonly kind: 'paid' | 'undone';
  readonly undoes: string | null;
  readonly paymentId: string;
  readonly product: string;
  readonly policyNumber: string;
  readonly amount: number;
};

/** What a person at the insurer decided about a question that was answered with "later". */
export type CoreDecision = {
  readonly questionId: string;
  readonly decision: 'pays' | 'declines';
  readonly paid: Readonly<Record<string, number>>;
  readonly reason: CoreAnswer['reason'];
};

export type InsurerBook = {
  /** The first answer is kept and repeated, unless it was "later". */
  answer(question: CoreQuestion): CoreAnswer;
  /** Once by its id, in any order. */
  take(payment: CorePayment): void;
  decide(decision: CoreDecision): void;
  /** What a policy was paid and did not give back. */
  paidUnder(policyNumber: string): Fen;
  /** What the insurer paid in all and did not get back. */
  paidInAll(): Fen;
  payments(): readonly CorePayment[];
  decisions(): readonly CoreDecision[];
};

type Answered = { readonly answer: CoreAnswer; readonly base: number };

/** What happened, in its order: the only thing that is kept. */
export type CoreEvent =
  | ({ readonly kind: 'answered' } & Answered)
  | { readonly kind: 'told'; readonly payment: CorePayment }
  | { readonly kind: 'decided'; readonly decision: CoreDecision };

export type InsurerBookOptions = {
  readonly insurer: string;
  readonly products: readonly CoreProduct[];
  readonly now: () => Instant;
  /** What was kept before. */
  readonly events?: readonly CoreEvent[];
  /** Keeps an event before anything follows from it. */
  readonly append?: (event: CoreEvent) => void;
};

const sumOf = (left: Readonly<Record<string, number>>): number =>
  Object.values(left).reduce((sum, each) => sum + each, 0);

/** `amount` over the classes in their order, each at most what is left of it. */
function overClasses(left: Readonly<Record<string, number>>, amount: number): Record<string, number> {
  const parts: Record<string, number> = {};
  let rest = amount;
  for (const [name, most] of Object.entries(left)) {
    const part = Math.min(rest, most);
    if (part > 0) parts[name] = part;
    rest -= part;
  }
  return parts;
}

type Kept = {
  readonly insurer: string;
  readonly products: readonly CoreProduct[];
  readonly answers: ReadonlyMap<string, Answered>;
  readonly payments: ReadonlyMap<string, CorePayment>;
  readonly decisions: ReadonlyMap<string, CoreDecision>;
};

const sumPaid = (of: readonly CorePayment[]): Fen => fen(of.reduce((sum, { amount }) => sum + amount, 0));

/** Payments that were not taken back: of one policy, or all. */
function standingOf({ payments }: Kept, policyNumber?: string): CorePayment[] {
  const all = [...payments.values()];
  const gone = new Set(all.filter(({ kind }) => kind === 'undone').map(({ undoes }) => undoes));
  return all.filter(
    (payment) =>
      payment.kind === 'paid' &&
      !gone.has(payment.factId) &&
      (policyNumber === undefined || payment.policyNumber === policyNumber),
  );
}

/** The insurer's own calculation: over what the year's bills left of the deductible, up to the cap. */
function computed(kept: Kept, question: CoreQuestion, answeredAt: Instant): Answered {
  const { questionId, product, policyNumber, left, asked } = question;
  const head = { questionId, insurer: kept.insurer, product, answeredAt };
  const said = (decision: CoreAnswer['decision'], reason: CoreAnswer['reason']): Answered => ({
    answer: { ...head, decision, paid: {}, reason },
    base: 0,
  });
  const base = Math.min(sumOf(left), asked);
  const decided = kept.decisions.get(questionId);
  if (decided !== undefined) {
    const { decision, paid, reason } = decided;
    return { answer: { ...head, decision, paid, reason }, base };
  }
  const rule = kept.products.find((each) => each.product === product);
  if (rule === undefined) return said('declines', 'not-covered');
  if (rule.reviews?.includes(policyNumber)) return said('later', 'needs-review');
  const earlier = standingOf(kept, policyNumber);
  const counted = earlier.reduce((sum, { paymentId }) => sum + (kept.answers.get(paymentId)?.base ?? 0), 0);
  const over = Math.max(0, base - Math.max(0, rule.deductible - counted));
  if (over === 0) return said('declines', 'below-deductible');
  const amount = Math.min(share(fen(over), rule.ratio), rule.cap - sumPaid(earlier));
  if (amount <= 0) return said('declines', 'cap-reached');
  return { answer: { ...head, decision: 'pays', paid: overClasses(left, amount), reason: null }, base };
}

/** A book, continued from what was kept before. Every act may be repeated without further effect. */
export function createInsurerBook({
  insurer,
  products,
  now,
  events = [],
  append = () => undefined,
}: InsurerBookOptions): InsurerBook {
  const answers = new Map<string, Answered>();
  const payments = new Map<string, CorePayment>();
  const decisions = new Map<string, CoreDecision>();
  const enter = (event: CoreEvent): void => {
    if (event.kind === 'told') payments.set(event.payment.factId, event.payment);
    else if (event.kind === 'decided') decisions.set(event.decision.questionId, event.decision);
    else answers.set(event.answer.questionId, { answer: event.answer, base: event.base });
  };
  for (const event of events) enter(event);
  const write = (event: CoreEvent): void => {
    append(event);
    enter(event);
  };
  const kept: Kept = { insurer, products, answers, payments, decisions };
  return {
    answer(question) {
      const before = answers.get(question.questionId);
      if (before !== undefined && before.answer.decision !== 'later') return before.answer;
      const made = computed(kept, question, now());
      write({ kind: 'answered', ...made });
      return made.answer;
    },
    take(payment) {
      if (!payments.has(payment.factId)) write({ kind: 'told', payment });
    },
    decide(decision) {
      if (!decisions.has(decision.questionId)) write({ kind: 'decided', decision });
    },
    paidUnder: (policyNumber) => sumPaid(standingOf(kept, policyNumber)),
    paidInAll: () => sumPaid(standingOf(kept)),
    payments: () => [...payments.values()],
    decisions: () => [...decisions.values()],
  };
}
