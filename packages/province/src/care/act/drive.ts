import type { Instant } from '@zhijie/kernel';
import { instant } from '@zhijie/kernel';
import {
  type ActEvent,
  type Action,
  applyEvent,
  isGone,
  type LegKind,
  nextActions,
  type Said,
} from '@zhijie/payments';
import { type CareDeps, crashpoint } from '../deps.ts';
import { askChannel } from './channel-leg.ts';
import { askFunds } from './funds-leg.ts';
import type { Asking, AskLeg, Told } from './leg.ts';
import { askPayer } from './payer-leg.ts';
import { askReceipt } from './receipt-leg.ts';
import type { ActKey, Standing } from './store.ts';
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
/** How far back reversals are looked for that went past their act. */
const LOOK_BACK_MS = 86_400_000;
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

/** Keeps what happened to an act; null when somebody else was faster. What changes nothing is not kept. */
export async function record(
  deps: CareDeps,
  standing: Standing,
  of: { readonly events: readonly ActEvent[]; readonly by: string; readonly settlementId?: string },
): Promise<Standing | null> {
  const act = of.events.reduce(applyEvent, standing.act);
  if (act === standing.act) return standing;
  const at = deps.now();
  const { events, by, settlementId = null } = of;
  const change = { events, by, at, settlementId, lookAt: lookAtOf({ act }, at) };
  return deps.db.transaction((tx) => store.appendSteps(tx, standing, change));
}

const saidOf = (legId: string, { settlementId: _, ...rest }: Told): Said => ({ is: 'said', legId, ...rest });

/** Sends one question and keeps the answer. The question is kept first: a crash leaves an unknown answer. */
async function ask(deps: CareDeps, standing: Standing, asking: Asking): Promise<Standing | null> {
  const { legId, verb, asked, until } = asking;
  const at = deps.now();
  const sent: ActEvent = { is: 'sent', legId, verb, asked, until, at };
  const kept = await record(deps, standing, { events: [sent], by: BY_ITSELF });
  if (kept === null) return null;
  await crashpoint(deps, 'care.act.after-sent');
  const { kind } = kept.act.legs.find((leg) => leg.legId === legId)!;
  const answer = await LEGS[kind](deps, kept, asking);
  await crashpoint(deps, 'care.act.before-said');
  if (answer === null) return kept;
  const { settlementId } = answer;
  const of = { events: [saidOf(legId, answer)], by: BY_ITSELF };
  const done = await record(deps, kept, settlementId === undefined ? of : { ...of, settlementId });
  await crashpoint(deps, 'care.act.after-said');
  return done;
}

/** Null: somebody else changed the act, or this action is a person's. */
async function perform(deps: CareDeps, standing: Standing, action: Action): Promise<Standing | null> {
  switch (action.is) {
    case 'ask':
      return ask(deps, standing, action);
    case 'give-up':
      return record(deps, standing, {
        events: [{ is: 'gave-up', legId: action.legId }],
        by: BY_ITSELF,
      });
    case 'undo':
      return record(deps, standing, { events: [{ is: 'undo', reason: action.reason }], by: BY_ITSELF });
    case 'choose':
    case 'hand-back':
      return standing;
  }
}

/**
 * Brings an act as far as it goes now. May be called at any time, in several processes, after any crash: each
 * step is kept under the version it was decided on, and every question may be repeated.
 */
export async function driveAct(deps: CareDeps, key: ActKey): Promise<Standing> {
  let standing = (await store.findAct(deps.db, key))!;
  // One action at a time: what came of it may make the next one wrong. What came to nothing is not repeated.
  const idle = new Set<string>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const actions = nextActions(standing.act, deps.now());
    const action = actions.find((one) => !idle.has(JSON.stringify(one)));
    if (action === undefined) break;
    const next = await perform(deps, standing, action);
    if (next?.version === standing.version) idle.add(JSON.stringify(action));
    standing = next ?? (await store.findAct(deps.db, key))!;
  }
  return standing;
}

/** Brings every act that is due a step further. Safe in several processes; answers how many it looked at. */
export async function driveActs(deps: CareDeps): Promise<number> {
  const due = await store.leaseActs(deps.db, deps.now(), AT_ONCE);
  for (const key of due) await guarded(deps, key, () => driveAct(deps, key));
  return due.length;
}

/** Follows settlements that were taken back past their act; answers how many. */
export async function followReversals(deps: CareDeps): Promise<number> {
  const lost = await store.leftBehind(deps.db, deps.now() - LOOK_BACK_MS, AT_ONCE);
  for (const key of lost) await guarded(deps, key, () => follow(deps, key));
  return lost.length;
}

/** The settlement was taken back past the act: the funds are gone, the rest goes after them. */
async function follow(deps: CareDeps, key: ActKey): Promise<void> {
  const standing = (await store.findAct(deps.db, key))!;
  const funds = standing.act.legs.find(({ kind }) => kind === 'funds')!;
  const gone = { state: 'voided', amount: funds.amount, reason: null, slipId: null, bill: null } as const;
  const events: ActEvent[] = [{ is: 'said', legId: funds.legId, ...gone }];
  if ((await record(deps, standing, { events, by: BY_ITSELF })) !== null) await driveAct(deps, key);
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
  await driveAct(deps, { providerId, actId });
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
