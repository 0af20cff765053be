import type { Migration } from '@zhijie/database';
import { assert } from '@zhijie/kernel';
import { FUND_KINDS, GUARDED_KINDS, RING_FENCED_CODES, RING_FENCED_KINDS } from './accounts.ts';
import { HOLDS } from './holds/holds-sql.ts';
import { PERIODS } from './periods/periods-sql.ts';

/**
 * The ledger of one side in its own schema, e.g. `care_ledger`. Five parts: transfers (append-only), guarded
 * accounts (balance row locked and checked), monthly turnover per account, advanced in the background by
 * `fold`, so that the balance of a hot open account is a few rows and the unfolded tail, holds on guarded
 * accounts, and closed months.
 */
export function ledgerMigrations(schema: string): Migration[] {
  assert(/^[a-z][a-z_]*$/.test(schema), `"${schema}" cannot be the name of a ledger's schema`);
  return [
    {
      id: `${schema}-001-ledger`,
      sql: [TABLES, APPEND_ONLY, PERIODS, JUDGE, POST, FOLD, HOLDS].join('\n').replaceAll('$S', schema),
    },
  ];
}

const list = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(', ');
const isOf = (column: string, kinds: readonly string[]): string =>
  `split_part(${column}, '/', 1) IN (${list(kinds)})`;
const leavesRing = (row: string): string =>
  `(${row}.code NOT IN (${list(RING_FENCED_CODES)})
    AND (${isOf(`${row}.debit`, RING_FENCED_KINDS)} OR ${isOf(`${row}.credit`, RING_FENCED_KINDS)}))`;

// `transaction_id` orders by commit horizon, which a sequence cannot: see `fold`.
const TABLES = `
CREATE SCHEMA $S;

CREATE TABLE $S.account (
  account_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('guarded', 'open')),
  balance bigint NOT NULL,
  floor bigint NOT NULL,
  -- What open holds reserve: part of the balance, but not free.
  held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  CONSTRAINT balance_at_or_above_floor CHECK (kind = 'open' OR balance - held >= floor)
);

CREATE TABLE $S.transfer (
  transfer_id text PRIMARY KEY,
  debit text NOT NULL,
  credit text NOT NULL,
  amount bigint NOT NULL,
  code text NOT NULL,
  reference text NOT NULL,
  month text NOT NULL,
  posted_at bigint NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()
);
-- One function over the row, because PostgreSQL reads the expression of every CHECK anew for every statement.
-- Raises with the name of what does not hold.
CREATE FUNCTION $S.is_transfer(t $S.transfer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF t.amount > 0 AND t.amount <= 900000000000 AND t.debit <> t.credit AND t.month ~ '^[0-9]{4}-[0-9]{2}$'
    AND (t.code <> 'bank-charge' OR NOT (${isOf('t.debit', FUND_KINDS)} OR ${isOf('t.credit', FUND_KINDS)}))
    AND NOT ${leavesRing('t')}
  THEN RETURN true; END IF;
  RAISE EXCEPTION '%', CASE
    WHEN t.debit = t.credit THEN 'accounts_differ'
    WHEN t.amount <= 0 OR t.amount > 900000000000 THEN 'amount_out_of_range'
    WHEN t.month !~ '^[0-9]{4}-[0-9]{2}$' THEN 'month_malformed'
    WHEN ${leavesRing('t')} THEN 'ring_fenced'
    ELSE 'fund_bears_no_bank_charge' END
    USING ERRCODE = 'check_violation', DETAIL = t.transfer_id;
END $$;
ALTER TABLE $S.transfer ADD CONSTRAINT transfer_is_sound CHECK ($S.is_transfer(transfer));
CREATE INDEX transfer_by_debit ON $S.transfer (debit, posted_at, transfer_id);
CREATE INDEX transfer_by_credit ON $S.transfer (credit, posted_at, transfer_id);
CREATE INDEX transfer_by_reference ON $S.transfer (reference);
CREATE INDEX transfer_by_transaction ON $S.transfer (transaction_id);

CREATE TABLE $S.turnover (
  account_id text NOT NULL,
  month text NOT NULL,
  debits bigint NOT NULL,
  credits bigint NOT NULL,
  transfers bigint NOT NULL,
  PRIMARY KEY (account_id, month)
);
CREATE TABLE $S.folded (one boolean PRIMARY KEY CHECK (one), horizon xid8 NOT NULL);
INSERT INTO $S.folded VALUES (true, '0');
`;

const APPEND_ONLY = `
CREATE FUNCTION $S.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME || ' ' || TG_OP;
END $$;
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON $S.transfer
  FOR EACH ROW EXECUTE FUNCTION $S.refuse_change();
CREATE TRIGGER transfer_never_emptied BEFORE TRUNCATE ON $S.transfer
  FOR EACH STATEMENT EXECUTE FUNCTION $S.refuse_change();
`;

// What becomes of each transfer of a call, by the precedence of `statuses.ts`. Reads only; the caller holds
// the locks. Several times slower than storing, so `try_post` asks it only when in doubt.
const JUDGE = `
CREATE FUNCTION $S.judge(
  p_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_reference text, p_month text
) RETURNS text[] LANGUAGE sql AS $$
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_codes) WITH ORDINALITY
      AS i (id, debit, credit, amount, code, place)
  ), judged AS MATERIALIZED (
    SELECT i.*,
      CASE
        WHEN i.amount <= 0 OR i.amount > 900000000000 THEN 'amount_out_of_range'
        WHEN i.debit = i.credit THEN 'accounts_must_differ'
        WHEN i.code = 'bank-charge' AND (${isOf('i.debit', FUND_KINDS)} OR ${isOf('i.credit', FUND_KINDS)})
          THEN 'fund_bears_no_bank_charge'
        WHEN ${leavesRing('i')} THEN 'ring_fenced'
        WHEN EXISTS (SELECT 1 FROM input o WHERE o.id = i.id AND o.place < i.place) THEN 'id_repeated'
        WHEN t.transfer_id IS NOT NULL AND (t.debit, t.credit, t.amount, t.code, t.reference, t.month)
          IS DISTINCT FROM (i.debit, i.credit, i.amount, i.code, p_reference, p_month)
          THEN 'transfer_conflict'
        WHEN t.transfer_id IS NOT NULL THEN 'exists'
        WHEN $S.is_closed(p_month) THEN 'period_closed'
        WHEN (${isOf('i.debit', GUARDED_KINDS)}
              AND NOT EXISTS (SELECT 1 FROM $S.account a WHERE a.account_id = i.debit))
          OR (${isOf('i.credit', GUARDED_KINDS)}
              AND NOT EXISTS (SELECT 1 FROM $S.account a WHERE a.account_id = i.credit))
          THEN 'account_unknown'
      END AS verdict
    FROM input i LEFT JOIN $S.transfer t ON t.transfer_id = i.id
  ), overdrawn AS (
    SELECT a.account_id
    FROM $S.account a JOIN (
      SELECT account_id, sum(change) AS change FROM (
        SELECT debit AS account_id, -amount AS change FROM judged WHERE verdict IS NULL
        UNION ALL SELECT credit, amount FROM judged WHERE verdict IS NULL
      ) c GROUP BY account_id
    ) d USING (account_id)
    WHERE a.kind = 'guarded' AND d.change < 0 AND a.balance - a.held + d.change < a.floor
  )
  SELECT array_agg(coalesce(j.verdict,
      CASE WHEN j.debit IN (SELECT account_id FROM overdrawn) THEN 'insufficient_balance' ELSE 'posted' END)
      ORDER BY j.place)
  FROM judged j;
$$;
`;

// Decides everything before it writes anything.
const POST = `
CREATE FUNCTION $S.open_account(p_account_id text, p_floor bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO $S.account (account_id, kind, balance, floor) VALUES (p_account_id, 'guarded', 0, p_floor)
  ON CONFLICT (account_id) DO NOTHING;
$$;

CREATE FUNCTION $S.try_post(
  p_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_reference text, p_month text, p_at bigint
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  n integer := coalesce(array_length(p_ids, 1), 0);
  statuses text[];
  guarded text[];
  free bigint[];
  changes bigint[];
  doubtful boolean;
  inserted integer;
  d integer;
  c integer;
BEGIN
  IF n = 0 THEN RETURN '{}'; END IF;

  -- Locks first, in key order: two calls that touch the same accounts cannot wait for each other.
  SELECT coalesce(array_agg(account_id), '{}'), array_agg(available)
  INTO guarded, free FROM (
    SELECT account_id, balance - held - floor AS available FROM $S.account
    WHERE account_id = ANY (p_debits || p_credits) AND kind = 'guarded'
    ORDER BY account_id FOR NO KEY UPDATE
  ) locked;
  changes := array_fill(0::bigint, ARRAY[cardinality(guarded)]);

  -- After the lock, so that what another call stored before it let go is seen.
  doubtful := EXISTS (SELECT 1 FROM $S.transfer WHERE transfer_id = ANY (p_ids)) OR $S.is_closed(p_month);
  FOR i IN 1 .. n LOOP
    d := array_position(guarded, p_debits[i]);
    c := array_position(guarded, p_credits[i]);
    doubtful := doubtful OR p_amounts[i] <= 0 OR p_amounts[i] > 900000000000 OR p_debits[i] = p_credits[i]
      OR p_codes[i] = 'bank-charge' OR ${isOf('p_debits[i]', RING_FENCED_KINDS)}
      OR ${isOf('p_credits[i]', RING_FENCED_KINDS)} OR array_position(p_ids, p_ids[i]) < i
      OR (d IS NULL AND ${isOf('p_debits[i]', GUARDED_KINDS)})
      OR (c IS NULL AND ${isOf('p_credits[i]', GUARDED_KINDS)});
    IF d IS NOT NULL THEN changes[d] := changes[d] - p_amounts[i]; END IF;
    IF c IS NOT NULL THEN changes[c] := changes[c] + p_amounts[i]; END IF;
  END LOOP;
  FOR k IN 1 .. cardinality(guarded) LOOP
    doubtful := doubtful OR (changes[k] < 0 AND free[k] + changes[k] < 0);
  END LOOP;

  statuses := array_fill('posted'::text, ARRAY[n]);
  IF doubtful THEN
    statuses := $S.judge(p_ids, p_debits, p_credits, p_amounts, p_codes, p_reference, p_month);
    IF NOT statuses <@ ARRAY['posted', 'exists'] THEN
      -- All or none.
      RETURN array_replace(statuses, 'posted', 'linked_transfer_failed');
    END IF;
    IF 'exists' = ANY (statuses) THEN
      -- Only the others remain to be posted: a smaller call, so this ends.
      PERFORM $S.try_post(array_agg(i.id), array_agg(i.debit), array_agg(i.credit), array_agg(i.amount),
        array_agg(i.code), p_reference, p_month, p_at)
      FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_codes, statuses)
        AS i (id, debit, credit, amount, code, status)
      WHERE i.status = 'posted';
      RETURN statuses;
    END IF;
  END IF;

  INSERT INTO $S.transfer (transfer_id, debit, credit, amount, code, reference, month, posted_at)
  SELECT i.id, i.debit, i.credit, i.amount, i.code, p_reference, p_month, p_at
  FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_codes) AS i (id, debit, credit, amount, code)
  ORDER BY i.id
  ON CONFLICT (transfer_id) DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  IF inserted <> n THEN
    -- Another transaction stored one of these ids since we looked: the caller's transaction is tried again.
    RAISE EXCEPTION 'transfer_race' USING ERRCODE = '40001';
  END IF;
  -- Once more, now that this transaction has its number: see announce_close.
  IF $S.is_closed(p_month) THEN RAISE EXCEPTION 'period_closed' USING DETAIL = p_ids[1]; END IF;
  FOR k IN 1 .. cardinality(guarded) LOOP
    UPDATE $S.account SET balance = balance + changes[k] WHERE account_id = guarded[k];
  END LOOP;
  RETURN statuses;
END $$;

CREATE FUNCTION $S.post(
  p_ids text[], p_debits text[], p_credits text[], p_amounts bigint[], p_codes text[],
  p_reference text, p_month text, p_at bigint
) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  statuses text[] := $S.try_post(p_ids, p_debits, p_credits, p_amounts, p_codes, p_reference, p_month, p_at);
BEGIN
  FOR i IN 1 .. coalesce(array_length(statuses, 1), 0) LOOP
    IF statuses[i] NOT IN ('posted', 'exists', 'linked_transfer_failed') THEN
      RAISE EXCEPTION '%', statuses[i] USING DETAIL = p_ids[i];
    END IF;
  END LOOP;
  RETURN statuses;
END $$;
`;

// Folds the transfers of transactions that are certainly over (below the snapshot's xmin). A transfer that
// commits late is below no horizon before its commit, so none is ever missed or counted twice.
const FOLD = `
CREATE FUNCTION $S.fold() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  old_horizon xid8;
  new_horizon xid8;
  done bigint;
BEGIN
  SELECT horizon INTO old_horizon FROM $S.folded FOR UPDATE;
  new_horizon := pg_snapshot_xmin(pg_current_snapshot());
  IF new_horizon <= old_horizon THEN RETURN 0; END IF;
  WITH moved AS (
    SELECT debit, credit, amount, month FROM $S.transfer
    WHERE transaction_id >= old_horizon AND transaction_id < new_horizon
  ), added AS (
    INSERT INTO $S.turnover AS t (account_id, month, debits, credits, transfers)
    SELECT account_id, month, sum(d), sum(c), count(*) FROM (
      SELECT debit AS account_id, month, amount AS d, 0 AS c FROM moved
      UNION ALL SELECT credit, month, 0, amount FROM moved
    ) m GROUP BY account_id, month ORDER BY account_id, month
    ON CONFLICT (account_id, month) DO UPDATE
    SET debits = t.debits + excluded.debits, credits = t.credits + excluded.credits,
        transfers = t.transfers + excluded.transfers
  )
  SELECT count(*) INTO done FROM moved;
  UPDATE $S.folded SET horizon = new_horizon;
  RETURN done;
END $$;

CREATE FUNCTION $S.movement(p_account_id text, OUT debits bigint, OUT credits bigint)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(d), 0)::bigint, coalesce(sum(c), 0)::bigint FROM (
    SELECT t.debits AS d, t.credits AS c FROM $S.turnover t WHERE t.account_id = p_account_id
    UNION ALL
    SELECT CASE WHEN t.debit = p_account_id THEN t.amount ELSE 0 END,
           CASE WHEN t.credit = p_account_id THEN t.amount ELSE 0 END
    FROM $S.transfer t
    WHERE t.transaction_id >= (SELECT horizon FROM $S.folded)
      AND (t.debit = p_account_id OR t.credit = p_account_id)
  ) m;
$$;
`;
