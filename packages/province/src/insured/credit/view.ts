/** What a person sees of lines, bills, movements and shares, and what an agency sees of lines. */
import { decryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import {
  type Actor,
  type CalendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  maskName,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { productNamed } from './deps.ts';
import { billsOf, type CreditBill, type OwedUse, overdueOf, owedOf, owedUses } from './fold.ts';
import { refusalToUse } from './line.ts';
import { freeOf } from './money.ts';
import * as store from './store.ts';
import type { CreditState, StepKind } from './words.ts';

type Answer<T> = Promise<Result<T, Refusal>>;

export type LineView = {
  readonly lineId: string;
  readonly product: string;
  readonly title: string;
  readonly bankName: string;
  readonly state: CreditState;
  readonly granted: Fen | null;
  /** What can be used now: granted, less owed, less reserved. */
  readonly available: Fen;
  readonly owed: Fen;
  readonly overdue: Fen;
  /** The earliest day on which something has to be repaid; null when nothing is owed. */
  readonly nextDueOn: CalendarDate | null;
  readonly bills: readonly CreditBill[];
  readonly uses: readonly OwedUse[];
  readonly signedAt: Instant;
  readonly interest: string;
  readonly terms: string;
};

async function viewOf(deps: InsuredDeps, line: store.Line): Promise<LineView> {
  const { lineId, state, granted, signedAt } = line;
  const product = productNamed(deps, line.product);
  const account = await store.accountOf(deps.db, lineId);
  const uses = owedUses(account.uses, account.paid);
  const today = dateOf(deps.now());
  return {
    lineId,
    product: line.product,
    title: product?.title ?? line.product,
    bankName: product?.bankName ?? line.bank,
    state,
    granted,
    available: state === 'open' ? await freeOf(deps.db, lineId, null) : fen(0),
    owed: owedOf(uses),
    overdue: overdueOf(uses, today),
    nextDueOn: uses.find(({ left }) => left > 0)?.dueOn ?? null,
    bills: billsOf(uses, today),
    uses,
    signedAt,
    interest: product?.interest ?? '',
    terms: product?.terms ?? '',
  };
}

/** A person's lines with their bills, newest first. Refuses `not-permitted`. */
export async function creditLines(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Answer<readonly LineView[]> {
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const lines = await store.linesOf(deps.db, personId);
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'credit', subject: null });
  return ok(await Promise.all(lines.map((line) => viewOf(deps, line))));
}

/** One of them. Refuses `not-permitted`, `credit-line-unknown`. */
export async function creditLine(
  deps: InsuredDeps,
  actor: Actor,
  { personId, lineId }: { readonly personId: string; readonly lineId: string },
): Answer<LineView> {
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const line = await store.findLine(deps.db, lineId);
  if (line?.personId !== personId) return refuse('credit-line-unknown', { field: 'lineId' });
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'credit', subject: lineId });
  return ok(await viewOf(deps, line));
}

export type Movement = {
  readonly step: number;
  readonly kind: StepKind;
  readonly amount: Fen | null;
  readonly at: Instant;
  /** Who used it, when it was a relative: the name with all but the first character hidden. */
  readonly by: string | null;
};

const STEPS = statement(
  'insured.credit.steps',
  `select s.step, s.kind, s.amount, s.at,
     case when s.person_id is distinct from l.person_id then p.name_cipher end as name
   from insured.credit_step s join insured.credit_line l on l.line_id = s.line_id
   left join insured.person p on p.person_id = s.person_id
   where s.line_id = $1 and s.step < $2 order by s.step desc limit $3`,
);

/**
 * What happened to a line, newest first, before a step. No institution is named: the payer may not be the
 * patient. Refuses `not-permitted`, `credit-line-unknown`.
 */
export async function creditMovements(
  deps: InsuredDeps,
  actor: Actor,
  of: {
    readonly personId: string;
    readonly lineId: string;
    readonly before?: number;
    readonly limit?: number;
  },
): Answer<{ readonly movements: readonly Movement[]; readonly next: number | null }> {
  const { personId, lineId, before = Number.MAX_SAFE_INTEGER, limit = 20 } = of;
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  if ((await store.findLine(deps.db, lineId))?.personId !== personId)
    return refuse('credit-line-unknown', { field: 'lineId' });
  type Row = Omit<Movement, 'by'> & { readonly name: string | null };
  const rows = await deps.db.query<Row>(STEPS, [lineId, before, limit]);
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'credit', subject: lineId });
  const movements = rows.map(({ name, ...row }) => ({ ...row, by: nameIn(deps, name) }));
  return ok({ movements, next: rows.length < limit ? null : rows.at(-1)!.step });
}

const nameIn = (deps: InsuredDeps, cipher: string | null): string | null =>
  cipher === null ? null : maskName(decryptField(deps.fieldKeys, cipher));

export type ShareView = Pick<
  store.Share,
  'shareId' | 'lineId' | 'relationship' | 'amount' | 'until' | 'state' | 'grantorId'
> & {
  /** Whether the person granted it, or may use it. */
  readonly isOwn: boolean;
  /** The other one, masked. */
  readonly name: string;
  readonly available: Fen;
  readonly isOver: boolean;
};

const NAME = statement(
  'insured.credit.name',
  'select name_cipher as name from insured.person where person_id = $1',
);

/** What a person granted and was granted. Refuses `not-permitted`. */
export async function creditShares(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Answer<readonly ShareView[]> {
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const today = dateOf(deps.now());
  const shares = await store.sharesOf(deps.db, personId);
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'credit', subject: null });
  const views = shares.map(async (share): Promise<ShareView> => {
    const { shareId, lineId, relationship, amount, until, state, grantorId, relativeId } = share;
    const isOwn = grantorId === personId;
    const [row] = await deps.db.query<{ name: string }>(NAME, [isOwn ? relativeId : grantorId]);
    const isOver = state === 'revoked' || until < today;
    const available = isOver ? fen(0) : await freeOf(deps.db, lineId, shareId);
    const name = nameIn(deps, row?.name ?? null) ?? '';
    return { shareId, lineId, relationship, amount, until, state, grantorId, isOwn, name, available, isOver };
  });
  return ok(await Promise.all(views));
}

const LINES_OF_AREAS = statement(
  'insured.credit.lines-of-areas',
  `select line_id as "lineId", product, bank, state, granted, signed_at as "signedAt"
   from insured.credit_line l
   where ($1::text is null or state = $1) and (signed_at, line_id) < ($2, $3)
     and exists (select 1 from insured.coverage c
       where c.person_id = l.person_id and c.insured_area = any($4))
   order by signed_at desc, line_id desc limit $5`,
);

export type AgencyLine = Pick<
  store.Line,
  'lineId' | 'product' | 'bank' | 'state' | 'granted' | 'signedAt'
> & {
  readonly owed: Fen;
  readonly overdue: Fen;
};

/** Lines of the agency's areas without who holds them, newest first. Refuses `not-permitted`. */
export async function creditLinesOfAreas(
  deps: InsuredDeps,
  actor: Actor,
  page: {
    readonly state?: CreditState | undefined;
    readonly before?: readonly [at: number, lineId: string] | undefined;
    readonly limit: number;
  },
): Answer<{ readonly lines: readonly AgencyLine[]; readonly next: string | null }> {
  if (actor.kind !== 'agency' && actor.kind !== 'system') return refuse('not-permitted');
  const [at, lineId] = page.before ?? [Number.MAX_SAFE_INTEGER, ''];
  const areas = actor.kind === 'system' ? deps.areas : actor.areas;
  const values = [page.state ?? null, at, lineId, areas, page.limit];
  const rows = await deps.db.query<Omit<AgencyLine, 'owed' | 'overdue'>>(LINES_OF_AREAS, values);
  const today = dateOf(deps.now());
  const lines = await Promise.all(rows.map((row) => withOwed(deps.db, row, today)));
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return ok({ lines, next: last === undefined ? null : `${last.signedAt},${last.lineId}` });
}

async function withOwed(
  db: Executor,
  line: Omit<AgencyLine, 'owed' | 'overdue'>,
  today: CalendarDate,
): Promise<AgencyLine> {
  const account = await store.accountOf(db, line.lineId);
  const uses = owedUses(account.uses, account.paid);
  return { ...line, owed: owedOf(uses), overdue: overdueOf(uses, today) };
}
