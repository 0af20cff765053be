import { type Instant, instant } from '@zhijie/kernel';
import {
  type Act,
  type ActEvent,
  type Action,
  applyEvent,
  isGone,
  type LegKind,
  nextActions,
  type Said,
} from '@zhijie/payments';
import { type CareDeps, crashpoint } from '../deps.ts';
import { REVERSALS_FOLLOWED_MS } from '../settlement/reversal-store.ts';
import { askChannel } from './channel-leg.ts';
import { askFunds } from './funds-leg.ts';
import type { Asking, AskLeg, Told } from './leg.ts';
import { askPayer } from './payer-leg.ts';
import { askReceipt, issueInAct } from './receipt-leg.ts';
import type { ActKey, Change, Standing } from './store.ts';
import * as store from './store.ts';

const LEGS: Readonly<Record<LegKind, AskLeg>> = {
  funds: askFunds,
  insurer: askPayer,
  family: askPayer,
  credit: askPayer,
  channel: askChannel,
  receipt: askReceipt,
};

const AT_ONCE = 20;
const TURNS = 60;
/** How often the node asks while somebody is to answer; a lease doubles it. */
const ASK_AGAIN_MS = 2000;
/** Who stands behind a step that no person made. */
export const BY_ITSELF = 'system';

/** When the node looks at an act again by itself; null when it is a person's turn, or over. */
export function lookAtOf(standing: Pick<Standing, 'act'>, now: Instant): Instant | null {
  const moments = nextActions(standing.act, now).flatMap((action) => {
    if (action.is === 'hand-back') return [];
    return [action.is === 'choose' ? action.until : now + ASK_AGAIN_MS];
  });
  return moments.length === 0 ? null : instant(Math.min(...moments));
}

/** The events that change the act, one after the other, as steps. */
export function changeOf(
  deps: Pick<CareDeps, 'now'>,
  act: Act,
  of: { readonly events: readonly ActEvent[]; readonly by: string; readonly settlementId: string | null },
): Change {
  const at = deps.now();
  let now = act;
  const steps = of.events.flatMap((event) => {
    const before = now;
    now = applyEvent(before, event);
    return now === before ? [] : [{ event, by: of.by, at }];
  });
  return { steps, at, settlementId: of.settlementId, lookAt: lookAtOf({ act: now }, at) };
}

/** Keeps what happened to an act; null when somebody else was faster. What changes nothing is not kept. */
export async function record(
  deps: CareDeps,
  standing: Standing,
  of: { readonly events: readonly ActEvent[]; readonly by: string; readonly settlementId?: string | null },
): Promise<Standing | null> {
  const change = changeOf(deps, standing.act, { settlementId: null, ...of });
  return change.steps.length === 0 ? standing : store.appendSteps(deps.db, standing, change);
}

/**
 * An act under way: as it is kept, and what happened since. That is kept together with the next question, or
 * at the end; a crash before that leaves an answer that is asked for again.
 */
type Course = {
  readonly kept: Standing;
  readonly heard: readonly ActEvent[];
  readonly settlementId: string | null;
  /** `kept` with what was heard. */
  readonly act: Act;
};

const courseOf = (kept: Standing): Course => ({ kept, heard: [], settlementId: null, act: kept.act });

/** Keeps what was heard and what comes now, in one commit; null when somebody else was faster. */
async function keep(deps: CareDeps, course: Course, events: readonly ActEvent[]): Promise<Course | null> {
  const { kept, heard, settlementId } = course;
  const done = await record(deps, kept, { events: [...heard, ...events], by: BY_ITSELF, settlementId });
  if (heard.length > 0) await crashpoint(deps, 'care.act.after-said');
  return done === null ? null : courseOf(done);
}

const saidOf = (legId: string, { settlementId: _, ...rest }: Told): Said => ({ is: 'said', legId, ...rest });

/** With an event that is not kept yet; what changes nothing is not heard. */
function hears(course: Course, event: ActEvent, settlementId = course.settlementId): Course {
  const act = applyEvent(course.act, event);
  return act === course.act ? course : { ...course, act, heard: [...course.heard, event], settlementId };
}

/** Sends one question and hears the answer. The question is kept first: a crash leaves an unknown answer. */
async function ask(deps: CareDeps, course: Course, asking: Asking): Promise<Course | null> {
  const { legId, verb, asked, until } = asking;
  const { kind } = course.act.legs.find((leg) => leg.legId === legId)!;
  const sent: ActEvent = { is: 'sent', legId, verb, asked, until, at: deps.now() };
  if (kind === 'receipt' && verb === 'hold') return issue(deps, course, sent);
  // What is held is asked again or given back whatever happens, so the question that pays it, and what was
  // heard before it, are kept with the answer.
  if (verb === 'confirm') return answerTo(deps, hears(course, sent), asking);
  const kept = await keep(deps, course, [sent]);
  return kept === null ? null : answerTo(deps, kept, asking);
}

/** Sends a question that is kept, and hears the answer. */
async function answerTo(deps: CareDeps, course: Course, asking: Asking): Promise<Course> {
  const { kind } = course.act.legs.find(({ legId }) => legId === asking.legId)!;
  await crashpoint(deps, 'care.act.after-sent');
  const answer = await LEGS[kind](deps, { ...course.kept, act: course.act }, asking);
  await crashpoint(deps, 'care.act.before-said');
  return answer === null ? course : hears(course, saidOf(asking.legId, answer), answer.settlementId);
}

/**
 * The first question of an act, to be kept with its first steps; null when there is none, or one that is kept
 * with its answer.
 */
export function firstQuestion(
  deps: Pick<CareDeps, 'now'>,
  act: Act,
): { readonly asking: Asking; readonly sent: ActEvent } | null {
  const at = deps.now();
  const [asking] = nextActions(act, at);
  if (asking?.is !== 'ask' || asking.legId === receiptOf(act).legId) return null;
  const { legId, verb, asked, until } = asking;
  return { asking, sent: { is: 'sent', legId, verb, asked, until, at } };
}

const receiptOf = ({ legs }: Act) => legs.find(({ kind }) => kind === 'receipt')!;

/** Somebody else changed the act in the same moment: the receipt is not issued. */
const FASTER = new Error('the act was changed meanwhile');

/** The receipt stands in this database: it, question and answer are one commit, with what was heard. */
async function issue(
  deps: CareDeps,
  course: Course,
  sent: Extract<ActEvent, { readonly is: 'sent' }>,
): Promise<Course | null> {
  const { kept, heard, settlementId, act } = course;
  try {
    const done = await issueInAct(deps, { ...kept, act }, async (db, answer, receiptRow) => {
      const events = [...heard, sent, saidOf(sent.legId, answer)];
      const change = changeOf(deps, kept.act, { events, by: BY_ITSELF, settlementId });
      const row = receiptRow === undefined ? {} : { receiptRow };
      const next = await store.appendSteps(db, kept, { ...change, ...row });
      if (next === null) throw FASTER;
      await crashpoint(deps, 'care.act.before-said');
      return next;
    });
    if (done === null) return course;
    await crashpoint(deps, 'care.act.after-said');
    return courseOf(done);
  } catch (error) {
    if (error === FASTER) return null;
    throw error;
  }
}

/** Null: somebody else changed the act. What is a person's to do changes nothing. */
async function perform(deps: CareDeps, course: Course, action: Action): Promise<Course | null> {
  switch (action.is) {
    case 'ask':
      return ask(deps, course, action);
    case 'give-up':
      return keep(deps, course, [{ is: 'gave-up', legId: action.legId }]);
    case 'undo':
      return keep(deps, course, [{ is: 'undo', reason: action.reason }]);
    case 'choose':
    case 'hand-back':
      return course;
  }
}

/**
 * Brings an act as far as it goes now. May be called at any time, in several processes, after any crash: each
 * step is kept under the version it was decided on, and every question may be repeated. `asking`: a question
 * that is kept and not sent yet.
 */
export async function driveFrom(deps: CareDeps, from: Standing, asking?: Asking): Promise<Standing> {
  const again = async (): Promise<Course> => courseOf((await store.findAct(deps.db, from.head))!);
  let course = courseOf(from);
  if (asking !== undefined) course = await answerTo(deps, course, asking);
  // One action at a time: what came of it may make the next one wrong. What came to nothing is not repeated.
  const idle = new Set<string>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const actions = nextActions(course.act, deps.now());
    const action = actions.find((one) => !idle.has(JSON.stringify(one)));
    if (action === undefined) break;
    const next = await perform(deps, course, action);
    if (next?.act === course.act) idle.add(JSON.stringify(action));
    course = next ?? (await again());
  }
  return ((await keep(deps, course, [])) ?? (await again())).kept;
}

export const driveAct = async (deps: CareDeps, key: ActKey): Promise<Standing> =>
  driveFrom(deps, (await store.findAct(deps.db, key))!);

/** Brings every act that is due a step further. Safe in several processes; answers how many it looked at. */
export async function driveActs(deps: CareDeps): Promise<number> {
  const due = await store.leaseActs(deps.db, deps.now(), AT_ONCE);
  for (const key of due) await guarded(deps, key, () => driveAct(deps, key));
  return due.length;
}

/** Follows settlements that were taken back past their act; answers how many. */
export async function followReversals(deps: CareDeps): Promise<number> {
  const lost = await store.leftBehind(deps.db, deps.now() - REVERSALS_FOLLOWED_MS, AT_ONCE);
  for (const key of lost) await guarded(deps, key, () => follow(deps, key));
  return lost.length;
}

/** The settlement was taken back past the act: the funds are gone, the rest goes after them. */
async function follow(deps: CareDeps, key: ActKey): Promise<void> {
  const standing = (await store.findAct(deps.db, key))!;
  const funds = standing.act.legs.find(({ kind }) => kind === 'funds')!;
  const gone = { state: 'voided', amount: funds.amount, reason: null, slipId: null, bill: null } as const;
  const events: ActEvent[] = [{ is: 'said', legId: funds.legId, ...gone }];
  const followed = await record(deps, standing, { events, by: BY_ITSELF });
  if (followed !== null) await driveFrom(deps, followed);
}

async function guarded(deps: CareDeps, { actId }: ActKey, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log({ level: 'error', event: 'act-not-driven', actId, error });
  }
}

/** A callback counts for nothing but that somebody asks now (procedures Q-09). `reference`: of the leg. */
export async function lookAtAct(
  deps: CareDeps,
  { providerId, reference }: { readonly providerId: string; readonly reference: string },
): Promise<boolean> {
  const actId = reference.slice(0, reference.lastIndexOf('.'));
  const standing = actId === '' ? null : await store.findAct(deps.db, { providerId, actId });
  if (standing === null) return false;
  await closeAgain(deps, standing, reference);
  await driveFrom(deps, standing);
  return true;
}

/**
 * A channel may take a payment that it had under way when it said "closed". Closed again, it says so, and the
 * money goes back; the leg, which has ended, is not touched.
 */
async function closeAgain(deps: CareDeps, standing: Standing, reference: string): Promise<void> {
  const leg = standing.act.legs.find(({ legId }) => legId === reference);
  if (leg?.kind !== 'channel' || leg.askedAt === null || !isGone(leg)) return;
  const { legId, asked, until } = leg;
  await askChannel(deps, standing, { is: 'ask', legId, verb: 'void', asked, until, isDrop: false });
}
