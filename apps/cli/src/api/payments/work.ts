import {
  type Actor,
  type CalendarDate,
  type Fen,
  fen,
  ok,
  parseCalendarDate,
  parseMonth,
  parseRate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  batchesOf,
  type CareDeps,
  checkBatch,
  closeLine,
  decideReview,
  declareMonth,
  deduct,
  deductionRates,
  grantsOf,
  grantWorkingCapital,
  instantFigures,
  LINE_STATE_LABELS,
  movementsOf,
  noteAccount,
  offsetWorkingCapital,
  openEntries,
  payables,
  proposeBatch,
  readBatch,
  reportUse,
  resolveEntry,
  reviewsOf,
  SKIP_LABELS,
  setTerms,
  stopOrLift,
} from '@zhijie/province';
import type { Static } from 'typebox';
import type * as schema from './schema.ts';

/** An operator and the care side of the node of its agency. */
export type Desk = {
  readonly actor: Actor;
  readonly care: CareDeps;
};
type Answer = Promise<Result<unknown, Refusal>>;
type Of<S extends keyof typeof schema> = Static<(typeof schema)[S]>;

const missing = (field: string) => refuse('field-missing', { field });

/** Runs the work with an amount above zero. */
async function withAmount(text: string, work: (amount: Fen) => Answer): Answer {
  const amount = parseYuan(text);
  if (!amount.ok || amount.value < fen(1)) return refuse('amount-malformed', { field: 'amount' });
  return work(amount.value);
}

async function onDay(text: string, work: (on: CalendarDate) => Answer): Answer {
  const on = parseCalendarDate(text);
  return on.ok ? work(on.value) : refuse('date-malformed', { field: 'fromOn' });
}

export const account = ({ actor, care }: Desk, body: Of<'AccountBody'>): Answer =>
  onDay(body.fromOn, (fromOn) =>
    noteAccount(care, actor, { ...body, fromOn, bankNumber: body.bankNumber ?? null }),
  );

export const terms = ({ actor, care }: Desk, body: Of<'TermsBody'>): Answer =>
  onDay(body.fromOn, async (fromOn) => {
    const share = body.share === undefined ? null : parseRate(body.share);
    if (share !== null && !share.ok) return refuse('amount-malformed', { field: 'share' });
    const { cycle = null } = body;
    return setTerms(care, actor, { ...body, fromOn, cycle, share: share?.value ?? null });
  });

export const stop = ({ actor, care }: Desk, body: Of<'StopBody'>): Answer => stopOrLift(care, actor, body);

export async function declaration({ actor, care }: Desk, body: Of<'DeclarationBody'>): Answer {
  const period = parseMonth(body.period);
  if (!period.ok) return refuse('not-a-month', { field: 'period' });
  const amount = parseYuan(body.amount);
  if (!amount.ok) return refuse('amount-malformed', { field: 'amount' });
  const { providerId, items } = body;
  return declareMonth(care, actor, { providerId, period: period.value, items, claimTotal: amount.value });
}

export async function review({ actor, care }: Desk, body: Of<'ReviewBody'>): Answer {
  if (body.verdict === 'passed') return decideReview(care, actor, { ...body, amount: null });
  if (body.amount === undefined) return missing('amount');
  return withAmount(body.amount, (amount) => decideReview(care, actor, { ...body, amount }));
}

export const deduction = ({ actor, care }: Desk, body: Of<'DeductionBody'>): Answer =>
  withAmount(body.amount, (amount) => deduct(care, actor, { ...body, amount }));

export async function batch({ actor, care }: Desk, body: Of<'BatchBody'>): Answer {
  const { requestKey, area, kind } = body;
  if (kind === 'month-end' && body.period === undefined) return missing('period');
  const period = parseMonth(body.period ?? '2000-01');
  if (!period.ok) return refuse('not-a-month', { field: 'period' });
  const made = await proposeBatch(care, actor, { requestKey, area, kind, period: period.value });
  if (!made.ok) return made;
  const skipped = made.value.skipped.map((one) => ({ ...one, label: SKIP_LABELS[one.reason] }));
  return ok({ ...made.value, skipped });
}

/** A batch with its lines, each with where it stands. */
export async function oneBatch({ actor, care }: Desk, batchId: string): Answer {
  const found = await readBatch(care, actor, batchId);
  if (!found.ok) return found;
  const { batch: of, lines } = found.value;
  return ok({ batch: of, lines: lines.map((line) => ({ ...line, label: LINE_STATE_LABELS[line.state] })) });
}

export const check = ({ actor, care }: Desk, body: Of<'CheckBody'>, batchId: string): Answer =>
  checkBatch(care, actor, {
    batchId,
    isReleased: body.decision === 'release',
    reason: body.reason ?? null,
  });

export const resolution = ({ actor, care }: Desk, body: Of<'ResolutionBody'>): Answer =>
  resolveEntry(care, actor, {
    ...body,
    withReference: body.withReference ?? null,
    providerId: body.providerId ?? null,
  });

export const closing = ({ actor, care }: Desk, { reason }: Of<'ClosingBody'>, lineId: string): Answer =>
  closeLine(care, actor, { lineId, reason });

export const grant = ({ actor, care }: Desk, body: Of<'GrantBody'>): Answer =>
  withAmount(body.amount, (amount) => grantWorkingCapital(care, actor, { ...body, amount }));

export const use = ({ actor, care }: Desk, body: Of<'UseBody'>): Answer =>
  withAmount(body.amount, (amount) => reportUse(care, actor, { ...body, amount }));

export const offset = ({ actor, care }: Desk, body: Of<'OffsetBody'>): Answer =>
  withAmount(body.amount, (amount) => offsetWorkingCapital(care, actor, { ...body, amount }));

const PAGE = 50;
const limitOf = ({ limit }: Pick<Of<'BatchesQuery'>, 'limit'>): number =>
  Math.min(Number(limit ?? PAGE), 500);
const nextOf = (keys: readonly string[], limit: number): string | null =>
  keys.length < limit ? null : (keys.at(-1) ?? null);

export async function listReviews({ actor, care }: Desk, query: Of<'ReviewsQuery'>): Answer {
  const limit = limitOf(query);
  const [providerId = '', itemId = ''] = query.after?.split(',') ?? [];
  const reviews = await reviewsOf(care, actor, { after: { providerId, itemId }, limit });
  const keys = reviews.map((one) => `${one.providerId},${one.itemId}`);
  return ok({ reviews, next: nextOf(keys, limit) });
}

export async function listBatches({ actor, care }: Desk, query: Of<'BatchesQuery'>): Answer {
  const limit = limitOf(query);
  const [madeAt = String(Number.MAX_SAFE_INTEGER), batchId = '~'] = query.after?.split(',') ?? [];
  const batches = await batchesOf(care.db, actor.areas, { madeAt: Number(madeAt), batchId }, limit);
  const keys = batches.map((one) => `${one.madeAt},${one.batchId}`);
  return ok({ batches, next: nextOf(keys, limit) });
}

/** Before every movement there is: a day after all days. */
const NEWEST = '9999-99-99';

export async function listMovements({ actor, care }: Desk, query: Of<'MovementsQuery'>): Answer {
  const limit = limitOf(query);
  const [bookedOn = NEWEST, account = '', ...reference] = query.after?.split(',') ?? [];
  const place = { bookedOn, account, bankReference: reference.join(',') };
  const movements = await movementsOf(care.db, actor.areas, place, limit);
  const keys = movements.map((one) => `${one.bookedOn},${one.account},${one.bankReference}`);
  return ok({ movements, next: nextOf(keys, limit) });
}

export const listSuspense = async ({ actor, care }: Desk): Answer =>
  ok({ movements: await openEntries(care.db, actor.areas) });

export const listGrants = async ({ actor, care }: Desk): Answer =>
  ok({ grants: await grantsOf(care.db, actor.areas) });

export async function listPayables({ actor, care }: Desk, { area }: Of<'AreaQuery'>): Answer {
  const found = await payables(care, actor, area);
  return found.ok ? ok({ payables: found.value }) : found;
}

export async function listRates({ actor, care }: Desk, { area, period: text }: Of<'MonthQuery'>): Answer {
  const period = parseMonth(text);
  if (!period.ok) return refuse('not-a-month', { field: 'period' });
  const found = await deductionRates(care, actor, { area, period: period.value });
  return found.ok ? ok({ rates: found.value }) : found;
}

export async function kpi({ actor, care }: Desk, { area, period: text }: Of<'MonthQuery'>): Answer {
  const period = parseMonth(text);
  if (!period.ok) return refuse('not-a-month', { field: 'period' });
  return instantFigures(care, actor, { area, period: period.value });
}
