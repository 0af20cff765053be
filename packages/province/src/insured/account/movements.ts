import { type Executor, statement } from '@zhijie/database';
import { type Actor, type Fen, type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import { freeBalanceOf, personalAccount } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';

// Each half walks its own index backwards from the cursor and stops at the page's size.
const half = (side: string, sign: string): string =>
  `(select transfer_id as "transferId", ${sign}amount as amount, code, posted_at as "at"
    from insured_ledger.transfer
    where ${side} = $1 and (posted_at, transfer_id) < ($2::bigint, $3::text)
    order by posted_at desc, transfer_id desc limit $4)`;
const LATEST = statement(
  'insured.account.movements',
  `${half('debit', '-')} union all ${half('credit', '')} order by "at" desc, "transferId" desc limit $4`,
);

/** What moves a personal account, by the code of the transfer. */
const LABELS: Readonly<Record<string, string>> = {
  'account-funding': '缴费划入',
  'personal-account': '看病、买药',
  'family-account': '家人看病',
  'aid-paid': '家庭共济：给家人付',
  'aid-returned': '家庭共济：退回',
  'aid-set-aside': '转入家人的医保钱包',
  'aid-set-back': '医保钱包没有收下，退回',
  'premium-paid': '商业保险保费',
  'premium-returned': '商业保险退保',
  'relation-out': '参保转出',
  'relation-in': '参保转入',
};
/** A bill's transfer carries its code also when it comes back. */
const BACK: Readonly<Record<string, string>> = {
  'personal-account': '看病、买药：退回',
  'family-account': '家人看病：退回',
};

const labelOf = (code: string, amount: number): string =>
  (amount > 0 ? BACK[code] : undefined) ?? LABELS[code] ?? (amount > 0 ? '其他收入' : '其他支出');

export type AccountMovement = {
  readonly transferId: string;
  /** Fen; above zero when it raised the balance. */
  readonly amount: number;
  readonly label: string;
  readonly at: Instant;
};
export type MovementCursor = { readonly at: number; readonly transferId: string };
export type AccountView = {
  readonly isOpen: boolean;
  /** Fen: to spend now, and held for what is being paid. */
  readonly free: number;
  readonly held: number;
  readonly movements: readonly AccountMovement[];
  readonly next: MovementCursor | null;
};
type Row = Omit<AccountMovement, 'label'> & { readonly code: string };
type Page = {
  readonly personId: string;
  readonly before?: MovementCursor | undefined;
  readonly limit: number;
};

const latest = (db: Executor, { personId, before, limit }: Page): Promise<Row[]> => {
  const { at, transferId } = before ?? { at: Number.MAX_SAFE_INTEGER, transferId: '' };
  return db.query<Row>(LATEST, [personalAccount(personId), at, transferId, limit]);
};

/**
 * A person's own account: balance and what moved it, the newest first; logged. Refuses `not-permitted`,
 * `person-unknown`.
 */
export async function accountOf(
  deps: InsuredDeps,
  actor: Actor,
  page: Page,
): Promise<Result<AccountView, Refusal>> {
  const { personId, limit } = page;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
  const balance = await freeBalanceOf(deps.db, 'insured_ledger', personalAccount(personId));
  const rows = await latest(deps.db, page);
  const movements = rows.map(({ code, ...row }) => ({ ...row, label: labelOf(code, row.amount) }));
  const last = rows.length < limit ? undefined : rows.at(-1);
  const none = { free: 0 as Fen, held: 0 as Fen };
  return ok({
    isOpen: balance !== null,
    ...(balance ?? none),
    movements,
    next: last === undefined ? null : { at: last.at, transferId: last.transferId },
  });
}
