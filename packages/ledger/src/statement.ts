import type { Executor } from '@zhijie/database';
import { type Fen, fen, type Instant } from '@zhijie/kernel';
import { forSchema } from './sql.ts';
import type { Transfer } from './transfer.ts';

const FIELDS = `transfer_id AS "transferId", debit, credit, amount, code, reference, month,
  posted_at AS "postedAt"`;
const OF_REFERENCE = forSchema(
  'transfers-of-reference',
  `SELECT ${FIELDS} FROM $S.transfer WHERE reference = $1 ORDER BY transfer_id COLLATE "C"`,
);
// Each half walks its own index from the cursor and stops at the page's size.
const half = (side: string, other: string, sign: string): string =>
  `(SELECT transfer_id AS "transferId", ${other} AS "otherAccount", ${sign}amount AS amount, code, reference,
           month, posted_at AS "postedAt"
    FROM $S.transfer
    WHERE ${side} = $1 AND (posted_at, transfer_id) > ($2::bigint, $3::text) AND posted_at <= $4
    ORDER BY posted_at, transfer_id LIMIT $5)`;
const PAGE = forSchema(
  'statement-page',
  `${half('debit', 'credit', '-')} UNION ALL ${half('credit', 'debit', '')}
   ORDER BY "postedAt", "transferId" LIMIT $5`,
);

/** The transfers of one settlement or reversal, by id. */
export async function transfersOf(db: Executor, schema: string, reference: string): Promise<Transfer[]> {
  return db.query<Transfer>(OF_REFERENCE(schema), [reference]);
}

/** One line of an account's statement; `amount` fen is above zero when it raised the balance. */
export type StatementLine = {
  readonly transferId: string;
  readonly otherAccount: string;
  readonly amount: Fen;
  readonly code: string;
  readonly reference: string;
  readonly month: string;
  readonly postedAt: Instant;
};
export type StatementCursor = { readonly postedAt: number; readonly transferId: string };
export type StatementPage = { readonly lines: StatementLine[]; readonly next: StatementCursor | null };

/**
 * A page of an account's transfers between two instants (both included), oldest first. Give `next` of one
 * page as `after` of the following; null ends it.
 */
export async function statementOf(
  db: Executor,
  schema: string,
  query: {
    readonly accountId: string;
    readonly from?: Instant;
    readonly to?: Instant;
    readonly after?: StatementCursor;
    readonly limit: number;
  },
): Promise<StatementPage> {
  const { accountId, limit } = query;
  // An empty id sorts before every id: the cursor before the first transfer of `from`.
  const after = query.after ?? { postedAt: query.from ?? Number.MIN_SAFE_INTEGER, transferId: '' };
  const rows = await db.query<StatementLine & { amount: number }>(PAGE(schema), [
    accountId,
    after.postedAt,
    after.transferId,
    query.to ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  ]);
  const lines = rows.slice(0, limit).map((row) => ({ ...row, amount: fen(row.amount) }));
  const last = lines.at(-1);
  const next = rows.length > limit && last !== undefined ? last : null;
  return { lines, next: next && { postedAt: next.postedAt, transferId: next.transferId } };
}
