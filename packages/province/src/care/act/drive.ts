import { type FunctionCall, isRaised, isSerializationFailure } from '@zhijie/database';
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
import { askBeside, askPayer } from './payer-leg.ts';
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
  of: Pick<Change, 'settlementId' | 'calls'> & { readonly events: readonly ActEvent[]; readonly by: string },
): Change {
  const at = deps.now();
  let now = act;
  const steps = of.events.flatMap((event) => {
    const before = now;
    now = applyEvent(before, event);
    return now === before ? [] : [{ event, by: of.by, at }];
  });
  const { settlementId, calls } = of;
  return { steps, at, settlementId, calls, lookAt: lookAtOf({ act: now }, at) };
}

/** Keeps what happened to an act; null when somebody else was faster. What changes nothing is not kept. */
export async function record(
  deps: CareDeps,
  standing: Standing,
  of: Partial<Pick<Change, 'settlementId' | 'calls'>> & {
    readonly events: readonly ActEvent[];
    readonly by: string;
  },
): Promise<Standing | null> {
  const change = changeOf(deps, standing.act, { settlementId: null, calls: [], ...of });
  return change.steps.length === 0 ? standing : store.appendSteps(deps.db, standing, change);
}

/**
 * An act under way: as it is kept, and what happened since. That is kept together with the next question, or
 * at the end; a crash before that leaves an answer that is asked for again.
 */
type Course = {
  readonly kept: Standing;
  readonly heard: readonly ActEvent[];
  /** What payers of this node write with what they said: neither is so before both are kept. */
  readonly calls: readonly FunctionCall[];
  readonly settlementId: string | null;
  /** `kept` with what was heard. */
  readonly act: Act;
};

const courseOf = (kept: Standing): Course => ({
  kept,
  heard: [],
  calls: [],
  settlementId: null,
  act: kept.act,
});

/** What a payer of this node rested its answer on is no longer so: nothing was written. */
export const isMoved = (error: unknown): boolean =>
  isRaised(error, 'leg_moved') ||
  isRaised(error, 'leg_conflict') ||
  isRaised(error, 'commercial_conflict') ||
  isSerializationFailure(error);

/** Keeps what was heard and what comes now, in one commit; null when somebody else was faster. */
async function keep(deps: CareDeps, course: Course, events: readonly ActEvent[]): Promise<Course | null> {
  const { kept, heard, calls, settlementId } = course;
  const of = { events: [...heard, ...events], by: BY_ITSELF, settlementId, calls };
  const done = await unlessMoved(record(deps, kept, of));
  if (heard.length > 0) await crashpoint(deps, 'care.act.after-said');
  return done === null ? null : courseOf(done);
}

async function unlessMoved<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isMoved(error)) return null;
    throw error;
  }
}

const saidOf = (legId: string, { settlementId: _, ...rest }: Told): Said => ({ is: 'said', legId, ...rest });

/** With an event that is not kept yet; what changes nothing is not heard. */
function hears(course: Course, event: ActEvent, settlementId = course.settlementId): Course {
  const act = applyEvent(course.act, event);
  return act === course.act ? course : { ...course, act, heard: [...course.heard, event], settlementId };
}

const sentOf = (deps: Pick<CareDeps, 'now'>, { legId, verb, asked, until }: Asking): SentEvent => ({
  ...{ is: 'sent', legId, verb, asked, until },
  at: deps.now(),
});

type SentEvent = Extract<ActEvent, { readonly is: 'sent' }>;

/** Sends one question and hears the answer. The question is kept first: a crash leaves an unknown answer. */
async function ask(deps: CareDeps, course: Course, asking: Asking): Promise<Course | null> {
  const { legId, verb } = asking;
  const { kind } = course.act.legs.find((leg) => leg.legId === legId)!;
  const sent = sentOf(deps, asking);
  if (kind === 'receipt' && verb === 'hold') return issue(deps, course, sent);
  const beside = await hearBeside(deps, course, asking);
  if (beside !== null) return beside;
  // What is held is asked again or given back whatever happens, so the question that pays it, and what was
  // heard before it, are kept with the answer; not what others write with what they said.
  if (verb === 'confirm' && course.calls.length === 0) return answerTo(deps, hears(course, sent), asking);
  if (verb === 'outcome' && !isNews(course)) return answerTo(deps, course, asking);
  const kept = await keep(deps, course, [sent]);
  return kept === null ? null : answerTo(deps, kept, asking);
}

/** More than the insurers of one bill that this node computes; a statement is one text for each number. */
const BESIDE_AT_MOST = 3;

/** Question and answer of a payer of this node, to be kept with its own writing; null: it is to be asked. */
async function hearBeside(deps: CareDeps, course: Course, asking: Asking): Promise<Course | null> {
  if (course.calls.length === BESIDE_AT_MOST) return null;
  const { kept, act } = course;
  const said = await askBeside(deps, { ...kept, act }, asking);
  if (said === null) return null;
  const heard = hears(hears(course, sentOf(deps, asking)), saidOf(asking.legId, said.answer));
  return { ...heard, calls: [...course.calls, said.call] };
}

/** Sends a question that is kept, and hears the answer. */
async function answerTo(deps: CareDeps, course: Course, asking: Asking): Promise<Course> {
  const { kind } = course.act.legs.find(({ legId }) => legId === asking.legId)!;
  await crashpoint(deps, 'care.act.after-sent');
  const answer = await LEGS[kind](deps, { ...course.kept, act: course.act }, asking);
  await crashpoint(deps, 'care.act.before-said');
  return answer === null ? course : hears(course, saidOf(asking.legId, answer), answer.settlementId);
}

/** The first steps of an act, and the question that is kept with them and not sent yet. */
export type Opening = {
  readonly events: readonly ActEvent[];
  readonly calls: readonly FunctionCall[];
  readonly asking: Asking | undefined;
};

/** How an act goes on from its first steps before anybody outside this node is asked. */
export async function openingOf(
  deps: CareDeps,
  begun: Omit<Standing, 'version' | 'act'>,
  events: readonly ActEvent[],
): Promise<Opening> {
  const act = store.foldOf(begun.head, events);
  let course: Course = { ...courseOf({ ...begun, act, version: 0 }), heard: events };
  for (;;) {
    const { heard, calls } = course;
    const [asking] = nextActions(course.act, deps.now());
    // The receipt is kept with its answer.
    if (asking?.is !== 'ask' || asking.legId === receiptOf(course.act).legId) {
      return { events: heard, calls, asking: undefined };
    }
    const beside = await hearBeside(deps, course, asking);
    if (beside === null) return { events: [...heard, sentOf(deps, asking)], calls, asking };
    course = beside;
  }
}

const receiptOf = ({ legs }: Act) => legs.find(({ kind }) => kind === 'receipt')!;

/** Somebody else changed the act in the same moment: the receipt is not issued. */
const FASTER = new Error('the act was changed meanwhile');

/** The receipt stands in this database: it, question and answer are one commit, with what was heard. */
async function issue(deps: CareDeps, course: Course, sent: SentEvent): Promise<Course | null> {
  const { kept, heard, settlementId, act } = course;
  try {
    const done = await issueInAct(deps, { ...kept, act }, async (db, answer, receipt) => {
      const events = [...heard, sent, saidOf(sent.legId, answer)];
      const calls = receipt === undefined ? course.calls : [...course.calls, receipt];
      const change = changeOf(deps, kept.act, { events, by: BY_ITSELF, settlementId, calls });
      const next = await store.appendSteps(db, kept, change);
      if (next === null) throw FASTER;
      await crashpoint(deps, 'care.act.before-said');
      return next;
    });
    if (done === null) return course;
    await crashpoint(deps, 'care.act.after-said');
    return courseOf(done);
  } catch (error) {
    if (error === FASTER || isMoved(error)) return null;
    throw error;
  }
}

/** Null: somebody else changed the act, or what payers rest on. What a person is to do changes nothing. */
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
  const again = async (): Promise<Course> => courseOf((await store.findActToDrive(deps, from.head))!);
  let course = courseOf(from);
  let own = deps;
  if (asking !== undefined) course = await answerTo(deps, course, asking);
  // One action at a time: what came of it may make the next one wrong. What came to nothing is not repeated.
  const idle = new Set<string>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const actions = nextActions(course.act, deps.now());
    const action = actions.find((one) => !idle.has(JSON.stringify(one)));
    if (action === undefined) break;
    const next = await perform(own, course, action);
    if (next?.act === course.act) idle.add(JSON.stringify(action));
    // After somebody was faster, one step after the other.
    if (next === null) own = alone(deps);
    course = next ?? (await again());
  }
  if (isNews(course)) return ((await keep(own, course, [])) ?? (await again())).kept;
  return { ...course.kept, act: course.act };
}

/** Every payer is asked by message. */
export const alone = ({ legBeside: _, ...deps }: CareDeps): CareDeps => deps;

/** That a wallet waits for its payer is no news: it was asked to, and is asked again before anything else. */
const isNews = ({ heard, act }: Course): boolean =>
  heard.some(
    (event) =>
      event.is !== 'said' ||
      event.state !== 'held' ||
      act.legs.find(({ legId }) => legId === event.legId)!.kind !== 'channel',
  );

export const driveAct = async (deps: CareDeps, key: ActKey): Promise<Standing> =>
  driveFrom(deps, (await store.findActToDrive(deps, key))!);

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
  const standing = actId === '' ? null : await store.findActToDrive(deps, { providerId, actId });
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
