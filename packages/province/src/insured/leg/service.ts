/**
 * What the care side's act of a bill asks of those who pay beside the public funds (procedures K-07, Q-06):
 * each question goes to the payer of its kind, what was asked and what came of it is kept under the act's own
 * reference, and nothing here touches the settlement.
 */
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { AnswerOf, Handler, Handlers, Question, RequestOf, Route } from '@zhijie/exchange';
import { fen, instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { isClaimId } from '../settlement/permissions.ts';
import { readSettlement } from '../settlement/store.ts';
import { durably } from '../transaction.ts';
import { enteredOf, type LegRowOf, saidDigest } from './at-once.ts';
import { ABSENT, type LegKind, type LegOutcome, type LegPayer, type LegWriting } from './payer.ts';
import { LEG_PAYERS } from './payers.ts';
import type { LegRefusalCode } from './refusals.ts';
import * as store from './store.ts';

type Outcome = AnswerOf<'leg.outcome@1'>;
/** What can be answered for the asker's own statement. */
export type LegQuestion =
  | { readonly message: 'leg.hold@1'; readonly body: RequestOf<'leg.hold@1'> }
  | { readonly message: 'leg.confirm@1'; readonly body: RequestOf<'leg.confirm@1'> };
type Answered = Promise<Result<Outcome, Refusal>>;

const payersOf = (deps: InsuredDeps): Readonly<Partial<Record<LegKind, LegPayer>>> =>
  deps.legPayers ?? LEG_PAYERS;

const refused = (code: LegRefusalCode, field: string) => refuse(code, { field });

/** What the row says; a leg whose payer has not answered is not known yet. */
function told(leg: store.StoredLeg): LegOutcome {
  const { state, amount, heldUntil, reasonCode, reasonText, slipId } = leg;
  if (state === 'opened') return ABSENT;
  const reason = reasonCode === null ? null : { code: reasonCode, text: reasonText! };
  return {
    state,
    amount: fen(amount),
    heldUntil: heldUntil === null ? null : instant(heldUntil),
    reason,
    slipId,
  };
}

const ownsLeg = ({ route }: Question, { careArea, providerId }: store.LegAsker): boolean =>
  route.careArea === careArea && route.providerId === providerId;

/** Enters what a payer said, with its leaf, and answers what the leg is now: what is final stays so. */
async function enter(
  deps: InsuredDeps,
  leg: { readonly legId: string; readonly asked: number | null },
  outcome: LegOutcome,
): Promise<LegOutcome> {
  const { legId, asked } = leg;
  if (outcome.state === 'absent') return outcome;
  const said = enteredOf(outcome, asked ?? 0);
  await durably(deps, 'leg', async (tx) => {
    const isNew = await store.changeLeg(tx, { legId, outcome: said, at: deps.now() });
    if (!isNew) return;
    await appendToJournal(tx, { kind: 'insured.leg', subject: legId, digest: saidDigest(legId, said) });
  });
  return told((await store.findLeg(deps.db, legId))!);
}

const quoteLegs =
  (deps: InsuredDeps): Handler<'leg.quote@1'> =>
  async ({ settlementId, personId, left }, question): Promise<Result<AnswerOf<'leg.quote@1'>, Refusal>> => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const file = await readSettlement(deps.db, personId, settlementId);
    if (file === null || file.settlement.state === 'never-settled' || isClaimId(settlementId)) {
      return refused('settlement-unknown', 'settlementId');
    }
    const { care_area, provider_id } = file.settlement;
    if (!ownsLeg(question, { careArea: care_area!, providerId: provider_id! })) {
      return refused('not-permitted', 'settlementId');
    }
    const entry = { personId, at: deps.now(), actor: actorOf(question), purpose: 'leg' } as const;
    await writeEntry(deps.db, { ...entry, subject: settlementId });
    const bill = { settlementId, personId };
    const payers = Object.values(payersOf(deps));
    const offers = await Promise.all(payers.map((payer) => payer.quote(deps, bill, fen(left))));
    return ok({ offers: offers.flat() });
  };

type Hold = RequestOf<'leg.hold@1'>;

const isSame = (leg: store.StoredLeg, hold: Hold): boolean =>
  leg.personId === hold.personId &&
  leg.kind === hold.kind &&
  // Of a tombstone nothing more is known.
  (leg.asked === null ||
    (leg.actId === hold.actId &&
      leg.settlementId === hold.settlementId &&
      leg.payer === hold.payer &&
      leg.asked === hold.asked &&
      leg.until === hold.until));

const askOf = (hold: Hold) => ({ ...hold, asked: fen(hold.asked), until: instant(hold.until) });

/** Why a bill takes no leg; never more than the person owes of it. */
function refusalOfBill(
  { settlementId, asked }: Hold,
  question: Question,
  { bill, promised }: { readonly bill: store.BillRow | null; readonly promised: number },
): Result<null, Refusal> {
  if (bill === null || bill.state === 'never-settled' || isClaimId(settlementId)) {
    return refused('settlement-unknown', 'settlementId');
  }
  if (!ownsLeg(question, bill)) return refused('not-permitted', 'settlementId');
  if (bill.state !== 'settled') return refused('leg-settlement-undone', 'settlementId');
  if (asked === 0 || promised + asked > bill.cash) return refused('leg-exceeds-rest', 'asked');
  return ok(null);
}

/** Keeps what is asked before the payer hears of it. */
function openNew(deps: InsuredDeps, hold: Hold, question: Question): Promise<Result<null, Refusal>> {
  const { settlementId, personId } = hold;
  const at = deps.now();
  return durably(deps, 'leg', async (tx): Promise<Result<null, Refusal>> => {
    const bill = await store.lockBill(tx, { settlementId, personId });
    // The same question may have come twice at once: a leg is not promised beside itself.
    if ((await store.findLeg(tx, hold.legId)) !== null) return ok(null);
    const promised = await store.promisedOf(tx, { settlementId, personId });
    const allowed = refusalOfBill(hold, question, { bill, promised });
    if (!allowed.ok) return allowed;
    const { careArea, providerId } = question.route;
    if (!(await store.openLeg(tx, { ...askOf(hold), careArea, providerId, at }))) return ok(null);
    const actor = actorOf(question);
    await writeEntry(tx, { personId, at, actor, purpose: 'leg', subject: settlementId });
    await appendToJournal(tx, {
      ...{ kind: 'insured.leg-asked', subject: hold.legId },
      digest: askedDigest(hold, question),
    });
    return ok(null);
  });
}

const askedDigest = (hold: Hold, { route: { careArea, providerId } }: Question): Uint8Array =>
  digestOf({ ...hold, careArea, providerId });

/** The row of a new leg for what its payer says of it. */
const writingOf =
  (deps: InsuredDeps, hold: Hold, question: Question): LegRowOf =>
  (outcome) => {
    const said = enteredOf(outcome, hold.asked);
    const { careArea, providerId } = question.route;
    const { legId, personId, kind, actId, settlementId, payer, asked, until } = hold;
    const at = deps.now();
    const row = {
      ...{ leg_id: legId, person_id: personId, kind, care_area: careArea, provider_id: providerId },
      ...{ act_id: actId, settlement_id: settlementId, payer, asked, until, opened_at: at, changed_at: at },
      ...{ state: said.state, amount: said.amount, held_until: said.heldUntil, slip_id: said.slipId },
      ...{ reason_code: said.reason?.code ?? null, reason_text: said.reason?.text ?? null },
    };
    const actor = actorOf(question);
    return { row, actor, asked: askedDigest(hold, question), said: saidDigest(legId, said) };
  };

/**
 * Asks the payer of a kind to hold its part. Refusals: `not-permitted`, `leg-content-differs`,
 * `leg-kind-unserved`, `settlement-unknown`, `leg-settlement-undone`, `leg-exceeds-rest`.
 */
const holdLeg =
  (deps: InsuredDeps): Handler<'leg.hold@1'> =>
  async (hold, question): Answered => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const payer = payersOf(deps)[hold.kind];
    const writing = writingOf(deps, hold, question);
    const judge = (opening: store.Opening) => judged(opening, hold, question);
    const done = await payer?.atOnce?.hold(deps, askOf(hold), { writing, judge });
    if (done !== undefined && done !== null) return done;
    const opening = await store.readOpening(deps.db, hold);
    const known = knownOf(opening.leg, hold, question);
    if (!known.ok) return known;
    if (known.value !== 'new' && known.value !== 'opened') return ok(known.value);
    if (payer === undefined) return refused('leg-kind-unserved', 'kind');
    const opened = known.value === 'opened' ? ok(null) : await openNew(deps, hold, question);
    if (!opened.ok) return opened;
    return ok(await enter(deps, hold, await payer.hold(deps, askOf(hold))));
  };

type Known = Result<LegOutcome | 'new' | 'opened', Refusal>;

/** What is known of a leg that is asked for: an answer, that the question is open, or nothing. */
function knownOf(leg: store.StoredLeg | null, hold: Hold, question: Question): Known {
  if (leg === null) return ok('new');
  if (!ownsLeg(question, leg)) return refused('not-permitted', 'legId');
  if (!isSame(leg, hold)) return refused('leg-content-differs', 'legId');
  return ok(leg.state === 'opened' ? 'opened' : told(leg));
}

function judged(opening: store.Opening, hold: Hold, question: Question): Known {
  const known = knownOf(opening.leg, hold, question);
  if (!known.ok || known.value !== 'new') return known;
  const allowed = refusalOfBill(hold, question, opening);
  return allowed.ok ? known : allowed;
}

/** A leg of the asking provider, or `absent`, or why not. */
async function legFor(
  deps: InsuredDeps,
  question: Question,
  legId: string,
): Promise<Result<store.StoredLeg | null, Refusal>> {
  const denied = refusalOfRoute(deps.node, question);
  if (denied !== null) return denied;
  const leg = await store.findLeg(deps.db, legId);
  return leg !== null && !ownsLeg(question, leg) ? refused('not-permitted', 'legId') : ok(leg);
}

/** Pays what is held. What is not held is not paid: the answer says what the leg is. */
const confirmLeg =
  (deps: InsuredDeps): Handler<'leg.confirm@1'> =>
  async ({ legId, kind }, question): Answered => {
    const quick = kind === undefined ? undefined : payersOf(deps)[kind]?.atOnce;
    if (quick !== undefined && refusalOfRoute(deps.node, question) === null) {
      const done = await quick.confirm(deps, legId, (asker) => ownsLeg(question, asker));
      if (done !== null) return ok(done);
    }
    const found = await legFor(deps, question, legId);
    if (!found.ok) return found;
    const leg = found.value;
    if (leg === null) return ok(ABSENT);
    if (leg.state !== 'held') return ok(told(leg));
    const payer = payersOf(deps)[leg.kind];
    if (payer === undefined) return refused('leg-kind-unserved', 'legId');
    return ok(await enter(deps, leg, await payer.confirm(deps, legId)));
  };

/** Gives a leg back, or refuses it for ever when it has not come. */
const voidLeg =
  (deps: InsuredDeps): Handler<'leg.void@1'> =>
  async ({ legId, personId, kind }, question): Answered => {
    const found = await legFor(deps, question, legId);
    if (!found.ok) return found;
    const leg = found.value;
    const { careArea, providerId } = question.route;
    if (leg === null) {
      const at = deps.now();
      await durably(deps, 'leg', async (tx) => {
        if (!(await store.buryLeg(tx, { legId, personId, kind, careArea, providerId, at }))) return;
        const digest = digestOf({ legId, state: 'voided' });
        await appendToJournal(tx, { kind: 'insured.leg', subject: legId, digest });
      });
    }
    const now = leg ?? (await store.findLeg(deps.db, legId))!;
    if (now.kind !== kind || now.personId !== personId) return refused('leg-content-differs', 'legId');
    if (now.state === 'refused' || (now.state === 'voided' && leg !== null)) return ok(told(now));
    const payer = payersOf(deps)[kind];
    if (payer === undefined) {
      return now.state === 'voided' ? ok(told(now)) : refused('leg-kind-unserved', 'kind');
    }
    return ok(await enter(deps, now, await payer.undo(deps, { legId, personId })));
  };

/** What a leg is; the payer is asked where it may have changed by itself. */
const legOutcome =
  (deps: InsuredDeps): Handler<'leg.outcome@1'> =>
  async ({ legId }, question): Answered => {
    const found = await legFor(deps, question, legId);
    if (!found.ok) return found;
    const leg = found.value;
    if (leg === null) return ok(ABSENT);
    const payer = leg.state === 'opened' || leg.state === 'held' ? payersOf(deps)[leg.kind] : undefined;
    if (payer === undefined) return ok(told(leg));
    return ok(await enter(deps, leg, await payer.outcome(deps, legId)));
  };

/**
 * The answer to a question of this node's own care side, with its writing for the asker's statement. Null:
 * not this time; the question goes by message. `read`: what `holdingBeside` or `confirmingBeside` read.
 */
export const legBeside =
  (deps: InsuredDeps) =>
  async (asking: LegQuestion, route: Route, read?: unknown): Promise<LegWriting | null> => {
    const { message, body } = asking;
    const atOnce = body.kind === undefined ? undefined : payersOf(deps)[body.kind]?.atOnce;
    const question = { message, from: deps.node, route, frameId: '', sentAt: deps.now() };
    if (atOnce === undefined || refusalOfRoute(deps.node, question) !== null) return null;
    if (asking.message === 'leg.confirm@1') {
      return atOnce.confirmBeside(deps, body.legId, (asker) => ownsLeg(question, asker), read);
    }
    const hold = asking.body;
    const writing = writingOf(deps, hold, question);
    const judge = (opening: store.Opening) => judged(opening, hold, question);
    return atOnce.holdBeside(deps, askOf(hold), { writing, judge, atHand: read });
  };

/** Handlers of the messages about legs. */
export const legHandlers = (deps: InsuredDeps): Handlers => ({
  'leg.quote@1': quoteLegs(deps),
  'leg.hold@1': holdLeg(deps),
  'leg.confirm@1': confirmLeg(deps),
  'leg.void@1': voidLeg(deps),
  'leg.outcome@1': legOutcome(deps),
});
