import { mayActFor } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import { type Executor, isUniqueViolation, type Migration, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  type CalendarDate,
  type Clock,
  canonicalJson,
  dateOf,
  type Fen,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { bankChargePostings, postTransfers, prepaymentInterestPostings } from '@zhijie/ledger';
import { prepaymentTables } from './entries.ts';

/** What the bank of the agency's own account adds or takes: interest earned, charges made. */
export type BankEntry = {
  readonly entryId: string;
  readonly kind: 'interest' | 'bank-charge';
  readonly amount: Fen;
  readonly bank: string;
  readonly serial: string;
  readonly on: CalendarDate;
};

export type BankEntryRefusal = Refusal<
  | 'not-permitted'
  | 'amount-not-positive'
  | 'bank-missing'
  | 'serial-missing'
  | 'date-in-future'
  | 'entry-differs'
  | 'serial-used'
>;

/** Tables of the care side: money held of others, and what the bank adds to it or takes for its services. */
export const carePrepaymentMigration: Migration = {
  id: 'care-140-prepayment',
  sql: `${prepaymentTables('care', 'care.refuse_change')}
CREATE TABLE care.bank_entry (
  entry_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('interest', 'bank-charge')),
  amount bigint NOT NULL CHECK (amount > 0),
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  on_day text NOT NULL,
  actor_id text NOT NULL,
  booked_at bigint NOT NULL,
  UNIQUE (bank, serial)
);
COMMENT ON TABLE care.bank_entry IS
  'P-05: interest on prepayments held here is this province''s; charges are the agency''s own expense';
CREATE TRIGGER bank_entry_append_only BEFORE UPDATE OR DELETE ON care.bank_entry
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};

/** Tables of the insured side: money paid to others. */
export const insuredPrepaymentTables = `
create function insured.refuse_prepayment_change() returns trigger language plpgsql as $$
begin
  raise exception 'append_only' using detail = tg_table_name || ' ' || tg_op;
end $$;
${prepaymentTables('insured', 'insured.refuse_prepayment_change')}`;

const KNOWN = statement(
  'care-bank-entry',
  `SELECT entry_id AS "entryId", kind, amount, bank, serial, on_day AS "on" FROM care.bank_entry
   WHERE entry_id = $1`,
);
const ADD = statement(
  'care-add-bank-entry',
  `INSERT INTO care.bank_entry (entry_id, kind, amount, bank, serial, on_day, actor_id, booked_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

type Deps = { readonly db: Database; readonly now: Clock; readonly node: string };
type Done = Result<{ outcome: 'applied' | 'unchanged' }, BankEntryRefusal>;

/**
 * Books interest on the prepayments held here, which belongs to this province, or a bank's charge, which the
 * agency bears itself and no fund does (procedures P-05; circular of 2022 §4(3)). Once per entry id.
 */
export async function bookBankEntry(deps: Deps, actor: Actor, entry: BankEntry): Promise<Done> {
  const { amount, bank, serial, on } = entry;
  if (!mayActFor(actor, deps.node, 'clearing-payer')) return refuse('not-permitted');
  if (amount <= 0) return refuse('amount-not-positive', { field: 'amount' });
  if (bank.trim() === '') return refuse('bank-missing', { field: 'bank' });
  if (serial.trim() === '') return refuse('serial-missing', { field: 'serial' });
  if (on > dateOf(deps.now())) return refuse('date-in-future', { field: 'on' });
  try {
    return await deps.db.transaction((tx) => bookIn(tx, deps, actor, entry));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const again = await deps.db.transaction((tx) => known(tx, entry));
    return again ?? refuse('serial-used', { field: 'serial' });
  }
}

async function known(tx: Executor, entry: BankEntry): Promise<Done | null> {
  const [row] = await tx.query<BankEntry>(KNOWN, [entry.entryId]);
  if (row === undefined) return null;
  return canonicalJson(row) === canonicalJson(entry)
    ? ok({ outcome: 'unchanged' })
    : refuse('entry-differs', { field: 'requestKey' });
}

async function bookIn(tx: Executor, { now, node }: Deps, actor: Actor, entry: BankEntry): Promise<Done> {
  const before = await known(tx, entry);
  if (before !== null) return before;
  const at = now();
  const { entryId, kind, amount, bank, serial, on } = entry;
  await tx.query(ADD, [entryId, kind, amount, bank, serial, on, actor.id, at]);
  const mark = { reference: entryId, month: monthOf(at), postedAt: at };
  const transfers =
    kind === 'interest'
      ? prepaymentInterestPostings(amount, { ...mark, holderProvince: node })
      : bankChargePostings(amount, { ...mark, province: node });
  await postTransfers(tx, 'care_ledger', transfers);
  await appendToJournal(tx, { kind: 'care.bank-entry', subject: entryId, digest: digestOf(entry) });
  return ok({ outcome: 'applied' });
}
