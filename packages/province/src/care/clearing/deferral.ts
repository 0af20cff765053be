import { generationMoment, MOST_DEFERRED_MONTHS, monthsAfter } from '@zhijie/clearing';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { dateOf, type Month, monthOf } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import {
  addDeferral,
  answerDeferral,
  askedDeferrals,
  confirmingInstitutions,
  type Deferral,
} from './deferral-store.ts';
import { standingRows } from './service.ts';

/** An hour before the month is generated confirmations end, so that the nation hears in time. */
const BEFORE_GENERATION_MS = 3_600_000;
const AT_ONCE = 200;
const REASON = '医疗机构未在20日前确认';

/** When the nation says that a month has been generated, or the item cleared in it: it stands as it is. */
const TOO_LATE: readonly string[] = ['period-already-generated', 'item-cleared'];

/**
 * Takes what hospitals had to confirm by the 20th and did not out of the month, and has the nation put it
 * into the next (procedures R-03; 医保发〔2022〕22号 annex article 40; at most two months, C-03). Done in the
 * last hour of the 20th; deferrals that the nation has not answered are asked again. Answers how many it
 * took.
 */
export async function deferUnconfirmed(deps: CareDeps): Promise<number> {
  const now = deps.now();
  const period = monthsAfter(monthOf(now), -1);
  const generated = generationMoment(period);
  const isTime = now >= generated - BEFORE_GENERATION_MS && now < generated;
  if (isTime) await decide(deps, period);
  let taken = 0;
  for (const deferral of await askedDeferrals(deps.db, AT_ONCE)) if (await ask(deps, deferral)) taken += 1;
  return taken;
}

async function decide(deps: CareDeps, period: Month): Promise<void> {
  for (const { providerId, confirmsFrom } of await confirmingInstitutions(deps.db)) {
    const standing = await standingRows(deps.db, providerId, period, deps.now());
    const late = standing.filter(
      (row) =>
        row.confirmedAt === null &&
        dateOf(row.decidedAt) >= confirmsFrom &&
        period < monthsAfter(monthOf(row.decidedAt), MOST_DEFERRED_MONTHS),
    );
    for (const { itemId, settlementId, careArea } of late) {
      await add(deps, { providerId, itemId, settlementId, careArea, period, to: monthsAfter(period, 1) });
    }
  }
}

function add(deps: CareDeps, deferral: Deferral): Promise<void> {
  return deps.db.transaction(async (tx) => {
    const at = deps.now();
    if (!(await addDeferral(tx, deferral, at))) return;
    const subject = `${deferral.itemId}/deferred/${deferral.period}`;
    await appendToJournal(tx, {
      kind: 'care.clearing-confirmation',
      subject,
      digest: digestOf({ act: 'defer', ...deferral, at }),
    });
  });
}

/** Under the care agency's name: the province vouches for it as for any operator of its own. */
async function ask(deps: CareDeps, deferral: Deferral): Promise<boolean> {
  const { careArea, settlementId, itemId, to } = deferral;
  const operator = { id: 'deferral-of-unconfirmed', areas: [careArea], roles: ['clearing-maker'] };
  const order = { operator, careArea, settlementId, itemId, to, reason: REASON };
  try {
    const answer = await deps.ask('clearing.defer@1', routeOf({ careArea }), order);
    const code = answer.ok ? null : answer.refusal.code;
    if (code !== null && !TOO_LATE.includes(code)) {
      deps.log({ level: 'warn', event: 'deferral-refused', itemId, code });
      return false;
    }
    await answerDeferral(deps.db, deferral, code === null ? 'deferred' : 'closed');
    return code === null;
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    deps.log({ level: 'warn', event: 'deferral-unanswered', itemId });
    return false;
  }
}
