import type { ClearingBook, Order } from '@zhijie/clearing';
import { type Database, type Executor, isSerializationFailure, isUniqueViolation } from '@zhijie/database';
import { appendToJournal, type HeadSigner } from '@zhijie/evidence';
import {
  type Actor,
  assert,
  type Clock,
  canonicalJson,
  type Instant,
  type Month,
  ok,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { postTransfers } from '@zhijie/ledger';
import { accountsOf } from './facts.ts';
import { paymentTransfers } from './postings.ts';
import { type ProofPlace, pieceOfProof } from './proof.ts';
import type { ClearingRefusal } from './refusals.ts';
import { generate, monthsToGenerate, runOf, type StoredRun } from './run.ts';
import {
  addStep,
  applyStep,
  type BookState,
  digestOfBook,
  digestOfStep,
  openState,
  type StepInput,
  type StoredStep,
  stepOf,
  stepsOf,
  subjectInJournal,
  subjectOfStep,
} from './steps.ts';

export type ClearingDeps = { readonly db: Database; readonly now: Clock; readonly signer: HeadSigner };

/** What a person asks for; issuing takes its accounts from the hub's own list. */
export type StepRequest = Exclude<StepInput, { kind: 'issue' }> | { readonly kind: 'issue' };

export type StepOrder = {
  /** Of its own: asked again with the same content it has no second effect. */
  readonly stepId: string;
  readonly period: Month;
  readonly actor: Actor;
  readonly request: StepRequest;
  /** After which step the person looked at what the step is about; left out, nobody asks. */
  readonly seen?: number | undefined;
};

export type StepDone = { readonly outcome: 'applied' | 'unchanged'; readonly version: number };

/** A month's clearing as it stands: the run, and its book. */
export type MonthState = BookState & { readonly run: StoredRun };

export type Clearing = {
  /** Generates a month, once; see `generate`. */
  generate(
    period: Month,
    by: string,
  ): Promise<Result<{ readonly run: StoredRun; readonly isNew: boolean }, ClearingRefusal>>;
  /** Every month whose day has come; answers those it generated. */
  generateDue(): Promise<Month[]>;
  /** The month's run and book, or undefined while it is not generated. */
  state(period: Month): Promise<MonthState | undefined>;
  /** The next lines of a province's proof file; see `pieceOfProof`. */
  pieceOfProof(
    period: Month,
    of: ProofPlace,
  ): Promise<Result<{ readonly text: string; readonly next: string | null }, ClearingRefusal>>;
  /** Takes a step of the book, or refuses by name and changes nothing. */
  step(order: StepOrder): Promise<Result<StepDone, ClearingRefusal>>;
};

const ATTEMPTS = 20;
const isOvertaken = (error: unknown): boolean => isUniqueViolation(error) || isSerializationFailure(error);

/** The hub's clearing (procedures C-01…C-09): runs once per month, books as the fold of their steps. */
export function createClearing(deps: ClearingDeps): Clearing {
  const { db, now } = deps;
  // Steps are only ever added: what was folded once need not be folded again.
  const folded = new Map<Month, BookState>();
  const stateOf = async (tx: Executor, period: Month): Promise<MonthState | undefined> => {
    const run = await runOf(tx, period);
    if (run === undefined) return undefined;
    const from = folded.get(period) ?? openState(run);
    const state = foldSteps(from, await stepsOf(tx, period, from.version));
    folded.set(period, state);
    return { ...state, run };
  };
  return {
    pieceOfProof: (period, of) => pieceOfProof(db, period, of),
    generate: (period, by) => generate(deps, period, { by, at: now() }),
    async generateDue() {
      const months = await monthsToGenerate(db, now());
      for (const period of months) await generate(deps, period, { by: 'hub', at: now() });
      return months;
    },
    state: (period) => stateOf(db, period),
    async step(order) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction((tx) => takeStep(tx, order, { at: now(), stateOf }));
        } catch (error) {
          // Somebody else's step came first: this one is judged again, by the book as it is now.
          if (attempt >= ATTEMPTS || !isOvertaken(error)) throw error;
        }
      }
    },
  };
}

/** The book after more steps. A stored step that the book refuses is a Defect: it was accepted once. */
export function foldSteps(from: BookState, steps: readonly StoredStep[]): BookState {
  let { book, version } = from;
  const subjects = new Map(from.subjects);
  for (const step of steps) {
    const next = applyStep(book, step);
    assert(next.ok, `Step ${step.version} of a book does not follow from the one before`);
    book = next.value;
    version = step.version;
    subjects.set(step.subject, version);
  }
  return { book, version, subjects };
}

type Surroundings = {
  readonly at: Instant;
  readonly stateOf: (tx: Executor, period: Month) => Promise<MonthState | undefined>;
};

async function takeStep(
  tx: Executor,
  order: StepOrder,
  { at, stateOf }: Surroundings,
): Promise<Result<StepDone, ClearingRefusal>> {
  const { stepId, period, actor, request, seen } = order;
  const known = await stepOf(tx, stepId);
  if (known !== undefined) return repeated(known, order);
  const state = await stateOf(tx, period);
  if (state === undefined) return refuse('no-such-clearing', { field: 'period', detail: { period } });
  const input = request.kind === 'issue' ? { ...request, accounts: await accountsOf(tx) } : request;
  const subject = subjectOfStep(input);
  const latest = state.subjects.get(subject) ?? 0;
  if (seen !== undefined && seen !== latest)
    return refuse('overtaken', { field: 'seen', detail: { subject, version: latest } });
  const next = applyStep(state.book, { actor, at, input });
  if (!next.ok) return next;
  const version = state.version + 1;
  const bookDigest = digestOfBook(next.value);
  const step: StoredStep = { version, stepId, subject, actor, at, input, bookDigest };
  await addStep(tx, period, step);
  if (input.kind === 'pay') await post(tx, next.value, input.orderId, at);
  await appendToJournal(tx, {
    kind: 'clearing.step',
    subject: subjectInJournal(period, version),
    digest: digestOfStep(period, step),
  });
  return ok({ outcome: 'applied', version });
}

async function post(tx: Executor, book: ClearingBook, orderId: string, at: Instant): Promise<void> {
  const order = orderOf(book, orderId);
  await postTransfers(tx, 'hub_ledger', await paymentTransfers(tx, book.period, order, at));
}

function orderOf(book: ClearingBook, orderId: string): Order {
  const order = book.orders.find((each) => each.orderId === orderId);
  assert(order !== undefined, `The book has the order ${orderId} that was just paid`);
  return order;
}

function repeated(
  known: StoredStep & { readonly period: Month },
  order: StepOrder,
): Result<StepDone, ClearingRefusal> {
  const { period, request, actor } = order;
  const input = known.input.kind === 'issue' ? { kind: 'issue' } : known.input;
  const isSame =
    known.period === period && known.actor.id === actor.id && canonicalJson(input) === canonicalJson(request);
  return isSame ? ok({ outcome: 'unchanged', version: known.version }) : refuse('step-differs');
}
