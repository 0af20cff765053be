import type { Executor } from '@zhijie/database';
import {
  type AnswerOf,
  type Handler,
  type HandlerResult,
  okWithTrades,
  type Question,
  type RequestOf,
} from '@zhijie/exchange';
import {
  type Actor,
  assert,
  fen,
  type Instant,
  instant,
  monthOf,
  negateParts,
  refuse,
  type SettlementParts,
} from '@zhijie/kernel';
import { personalAccount, reversalOf, type Transfer } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { lockForCommit, type SnapshotKey } from '../entitlement/store.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { plansByHash } from '../policy-version/service.ts';
import { rollingBackOnAgain } from './attempts.ts';
import { type Facts, partsFromColumns, reversalDigest } from './facts.ts';
import { ownsSettlement } from './permissions.ts';
import { SettlementContention } from './service.ts';
import { inBothYears, type Plans, staleAfter } from './stale.ts';
import * as store from './store.ts';
import { tradeOfReversal, tradeOfSettlement } from './trades.ts';

type Request = RequestOf<'settlement.reverse@1'>;
type Answer = AnswerOf<'settlement.reverse@1'>;
type ReverseResult = HandlerResult<'settlement.reverse@1'>;

function factsOf(request: Request, question: Question, answer: Answer): Facts {
  return {
    person_id: request.personId,
    settlement_id: request.settlementId,
    reversal_id: request.reversalId,
    outcome: answer.outcome,
    reason: request.reason,
    reversed_at: answer.reversedAt,
    month: monthOf(instant(answer.reversedAt)),
    actor_id: question.route.providerId,
    care_area: question.route.careArea,
    answer: JSON.stringify(answer),
  };
}

/** The settlement has not arrived: the tombstone makes sure that it never takes effect (design §4). */
function tombstone(
  request: Request,
  question: Question,
  at: Instant,
): store.ReversalCommit & { answer: Answer } {
  const answer: Answer = {
    reversalId: request.reversalId,
    settlementId: request.settlementId,
    outcome: 'never-settled',
    reversedAt: at,
    parts: null,
    accountBalance: null,
    staleSettlements: [],
  };
  const facts = factsOf(request, question, answer);
  const digest = reversalDigest(facts, []);
  const nothing = { expectedVersion: null, earlierVersion: null, transfers: [], stale: [] };
  return { ...nothing, facts, digest, answer, actor: actorOf(question) };
}

/** The stored transfers with debit and credit swapped, under the reversal's id. */
function swapped(file: store.ReversalFile, request: Request, at: Instant): Transfer[] {
  const stored = file.transfers.map(
    (row): Transfer => ({
      transferId: row.transfer_id,
      debit: row.debit,
      credit: row.credit,
      amount: fen(row.amount),
      code: row.code,
      reference: request.settlementId,
      month: monthOf(at),
      postedAt: at,
    }),
  );
  return reversalOf(stored, { reference: request.reversalId, month: monthOf(at), postedAt: at });
}

const plansOfLater = (deps: InsuredDeps, tx: Executor, file: store.ReversalFile): Promise<Plans> =>
  plansByHash(
    tx,
    deps.policies,
    [...file.later, ...(file.earlier_year?.later ?? [])].map((row) => row.benefit_pack_hash),
  );

type Undone = { readonly year: number; readonly delta: readonly number[]; readonly input: string };

/** The version of a year's counters, and what became stale in it. */
function undoneIn(undone: Undone, { accumulators, later }: store.YearFile, plans: Plans) {
  assert(accumulators !== null, 'a live settlement has accumulators in each of its years');
  const stale = staleAfter(plans, undone, { accumulators: accumulators.values, later });
  return { version: accumulators.version, stale };
}

function undoing(
  file: store.ReversalFile,
  question: Question,
  work: { request: Request; at: Instant; plans: Plans },
): store.ReversalCommit & { answer: Answer } {
  const { settlement, earlier, earlier_year } = file;
  const { request, at, plans } = work;
  const input = String(settlement.input);
  const own = undoneIn({ year: settlement.policy_year, delta: file.delta, input }, file, plans);
  const before =
    earlier === null || earlier_year === null
      ? null
      : undoneIn({ ...earlier, year: earlier.policy_year }, earlier_year, plans);
  const stale = inBothYears(before?.stale ?? [], own.stale);
  const parts = partsFromColumns(settlement) as unknown as SettlementParts;
  const answer: Answer = {
    reversalId: request.reversalId,
    settlementId: request.settlementId,
    outcome: 'reversed',
    reversedAt: at,
    parts: negateParts(parts),
    accountBalance: file.account_balance + parts.paidByPersonalAccount,
    staleSettlements: stale.map((row) => row.settlementId),
  };
  const facts = factsOf(request, question, answer);
  const transfers = swapped(file, request, at);
  const digest = reversalDigest(facts, transfers);
  const versions = { expectedVersion: own.version, earlierVersion: before?.version ?? null };
  return { ...versions, facts, digest, answer, transfers, stale, actor: actorOf(question) };
}

/** The first answer again, whatever the id of the repeated reversal (T-06). */
async function repeated(
  deps: InsuredDeps,
  file: store.SettlementFile,
  reversal: store.StoredReversal,
  actor: Actor,
): Promise<ReverseResult> {
  const { settlement } = file;
  const entry = { personId: settlement.person_id, at: deps.now(), actor };
  await writeEntry(deps.db, { ...entry, purpose: 'reverse', subject: settlement.settlement_id });
  const trades =
    reversal.outcome === 'reversed'
      ? [tradeOfSettlement(settlement), tradeOfReversal(settlement, reversal)]
      : [];
  return okWithTrades(JSON.parse(reversal.answer) as Answer, trades);
}

type Owns = typeof ownsSettlement;
type Work = {
  readonly question: Question;
  readonly request: Request;
  readonly owns: Owns;
  /** Who reverses; the provider of the question unless said. */
  readonly actor?: Actor;
};

async function attempt(
  deps: InsuredDeps,
  tx: Executor,
  { question, request, owns, actor = actorOf(question) }: Work,
): Promise<ReverseResult | 'again'> {
  const { personId, settlementId } = request;
  const key = { personId, settlementId, accountId: personalAccount(personId) };
  const file = await store.readForReversal(tx, key);
  if (file !== null) {
    const owner =
      file.reversal?.outcome === 'never-settled'
        ? { care_area: file.reversal.care_area, provider_id: file.reversal.actor_id }
        : file.settlement;
    if (!owns(question, owner)) return refuse('not-permitted', { field: 'settlementId' });
    if (file.reversal !== null) return repeated(deps, file, file.reversal, actor);
  }
  const at = deps.now();
  const work =
    file === null
      ? tombstone(request, question, at)
      : undoing(file, question, { request, at, plans: await plansOfLater(deps, tx, file) });
  await deps.crashpoint?.('insured.reverse.before-commit');
  const outcome = await store.commitReversal(tx, { ...work, actor });
  if (outcome === 'foreign') return refuse('settlement-content-differs', { field: 'reversalId' });
  if (outcome !== 'done') return 'again';
  if (file === null) return okWithTrades(work.answer, []);
  const reversal = { reversal_id: request.reversalId, reversed_at: at };
  return okWithTrades(work.answer, [
    tradeOfSettlement(file.settlement),
    tradeOfReversal(file.settlement, reversal),
  ]);
}

const OPTIMISTIC_ATTEMPTS = 4;
const ATTEMPTS = 10;

const anyYear = (request: Request, insuranceType: string): SnapshotKey => ({
  personId: request.personId,
  insuranceType,
  fromYear: 0,
  toYear: 9999,
  accountId: personalAccount(request.personId),
  settlementId: null,
});

async function underLocks(deps: InsuredDeps, work: Work): Promise<ReverseResult | 'again'> {
  return rollingBackOnAgain(deps, async (tx) => {
    for (const type of ['employee', 'resident']) await lockForCommit(tx, anyYear(work.request, type));
    return attempt(deps, tx, work);
  });
}

/**
 * Reverses a settlement whatever its age (T-04, T-05): the negated delta leaves the accumulators of the
 * original policy year (T-07), every transfer is posted again with debit and credit swapped, later
 * settlements that would have come out otherwise are flagged stale. A settlement that never came leaves a
 * tombstone. The first answer is kept and repeated. Refuses `not-permitted`, and
 * `settlement-content-differs` for a reversal id in use elsewhere.
 */
export function reverse(deps: InsuredDeps): Handler<'settlement.reverse@1'> {
  return async (request, question): Promise<ReverseResult> => {
    const denied = refusalOfRoute(deps.node, question);
    return denied ?? reverseFor(deps, { question, request, owns: ownsSettlement });
  };
}

/** The same for whom `owns` says: a hospital its own, the insured place its manual claims. */
export async function reverseFor(deps: InsuredDeps, work: Work): Promise<ReverseResult> {
  for (let count = 1; count <= ATTEMPTS; count++) {
    const result =
      count <= OPTIMISTIC_ATTEMPTS ? await attempt(deps, deps.db, work) : await underLocks(deps, work);
    if (result !== 'again') {
      if (result.ok) await deps.crashpoint?.('insured.reverse.after-commit');
      return result;
    }
    deps.log?.({ level: 'info', event: 'reversal-conflict', attempt: count });
  }
  throw new SettlementContention(
    `Cannot reverse "${work.request.settlementId}": its accumulators never stand still`,
  );
}
