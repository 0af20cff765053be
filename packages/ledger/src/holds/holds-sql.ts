/**
 * Holds: money of a guarded account reserved for a transfer that is confirmed, voided or expires. A hold ends
 * once and stays ended. Locks: accounts in key order, then the hold.
 */
export const HOLDS = `
CREATE TABLE $S.hold (
  hold_id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('held', 'posted', 'voided', 'expired')),
  -- Null only for a hold that was voided before it came.
  debit text, credit text, amount bigint, code text, reference text, held_at bigint, expires_at bigint,
  ended_at bigint,
  transfer_id text,
  posted bigint,
  CONSTRAINT hold_is_whole CHECK (state = 'voided' OR (debit IS NOT NULL AND credit IS NOT NULL
    AND amount IS NOT NULL AND code IS NOT NULL AND reference IS NOT NULL AND held_at IS NOT NULL
    AND expires_at IS NOT NULL)),
  CONSTRAINT hold_amount CHECK (amount > 0 AND amount <= 900000000000 AND debit <> credit),
  CONSTRAINT hold_ended CHECK ((state = 'held') = (ended_at IS NULL)),
  CONSTRAINT hold_posted CHECK ((state = 'posted') = (transfer_id IS NOT NULL)
    AND (state = 'posted') = (posted IS NOT NULL) AND posted > 0 AND posted <= amount)
);
CREATE INDEX hold_to_expire ON $S.hold (expires_at) WHERE state = 'held';
CREATE INDEX hold_by_account ON $S.hold (debit) WHERE state = 'held';

CREATE FUNCTION $S.refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'held'
    AND (NEW.hold_id, NEW.debit, NEW.credit, NEW.amount, NEW.code, NEW.reference, NEW.held_at, NEW.expires_at)
      = (OLD.hold_id, OLD.debit, OLD.credit, OLD.amount, OLD.code, OLD.reference, OLD.held_at, OLD.expires_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_SCHEMA || '.hold ' || TG_OP;
END $$;
CREATE TRIGGER hold_ends_once BEFORE UPDATE OR DELETE ON $S.hold
  FOR EACH ROW EXECUTE FUNCTION $S.refuse_revival();
CREATE TRIGGER hold_never_emptied BEFORE TRUNCATE ON $S.hold
  FOR EACH STATEMENT EXECUTE FUNCTION $S.refuse_change();

CREATE FUNCTION $S.lock_accounts(p_ids text[]) RETURNS void LANGUAGE sql AS $$
  SELECT FROM $S.account WHERE account_id = ANY (p_ids) ORDER BY account_id FOR NO KEY UPDATE;
$$;

CREATE FUNCTION $S.hold(
  p_id text, p_debit text, p_credit text, p_amount bigint, p_code text, p_reference text,
  p_expires_at bigint, p_at bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known $S.hold;
  payer $S.account;
  inserted integer;
BEGIN
  IF p_amount <= 0 OR p_amount > 900000000000 THEN RETURN 'amount_out_of_range'; END IF;
  IF p_debit = p_credit THEN RETURN 'accounts_must_differ'; END IF;
  SELECT * INTO payer FROM $S.account WHERE account_id = p_debit FOR NO KEY UPDATE;
  SELECT * INTO known FROM $S.hold WHERE hold_id = p_id;
  IF FOUND THEN
    IF known.debit IS NOT NULL
      AND (known.debit, known.credit, known.amount, known.code, known.reference, known.expires_at)
        <> (p_debit, p_credit, p_amount, p_code, p_reference, p_expires_at)
    THEN RETURN 'hold_conflict'; END IF;
    RETURN CASE known.state WHEN 'held' THEN 'exists' ELSE 'hold_' || known.state END;
  END IF;
  IF payer.account_id IS NULL OR payer.kind <> 'guarded' THEN RETURN 'account_unknown'; END IF;
  IF p_expires_at <= p_at THEN RETURN 'expiry_passed'; END IF;
  IF payer.balance - payer.held - p_amount < payer.floor THEN RETURN 'insufficient_balance'; END IF;
  INSERT INTO $S.hold (hold_id, state, debit, credit, amount, code, reference, held_at, expires_at)
  VALUES (p_id, 'held', p_debit, p_credit, p_amount, p_code, p_reference, p_at, p_expires_at)
  ON CONFLICT (hold_id) DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  IF inserted = 0 THEN RAISE EXCEPTION 'hold_race' USING ERRCODE = '40001'; END IF;
  UPDATE $S.account SET held = held + p_amount WHERE account_id = p_debit;
  RETURN 'held';
END $$;

-- Ends an open hold and frees its money; the caller holds the account's lock.
CREATE FUNCTION $S.end_hold(p_hold $S.hold, p_state text, p_at bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE $S.hold SET state = p_state, ended_at = p_at WHERE hold_id = p_hold.hold_id;
  UPDATE $S.account SET held = held - p_hold.amount WHERE account_id = p_hold.debit;
END $$;

-- Posts the held amount or a part of it; what is left is free again. Past its end a hold expires here,
-- whether or not expire_holds has come by. What $S.post refuses (e.g. a closed month) is raised: the hold
-- stays.
CREATE FUNCTION $S.post_hold(p_id text, p_amount bigint, p_transfer_id text, p_month text, p_at bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known $S.hold;
BEGIN
  SELECT * INTO known FROM $S.hold WHERE hold_id = p_id;
  IF NOT FOUND THEN RETURN 'hold_unknown'; END IF;
  PERFORM $S.lock_accounts(ARRAY[known.debit, known.credit]);
  SELECT * INTO known FROM $S.hold WHERE hold_id = p_id FOR UPDATE;
  IF known.state = 'posted' THEN
    RETURN CASE WHEN (known.transfer_id, known.posted) = (p_transfer_id, p_amount) THEN 'exists'
      ELSE 'hold_posted' END;
  END IF;
  IF known.state <> 'held' THEN RETURN 'hold_' || known.state; END IF;
  IF p_at >= known.expires_at THEN
    PERFORM $S.end_hold(known, 'expired', p_at);
    RETURN 'hold_expired';
  END IF;
  IF p_amount <= 0 OR p_amount > known.amount THEN RETURN 'amount_out_of_range'; END IF;
  UPDATE $S.hold SET state = 'posted', ended_at = p_at, transfer_id = p_transfer_id, posted = p_amount
  WHERE hold_id = p_id;
  UPDATE $S.account SET held = held - known.amount WHERE account_id = known.debit;
  PERFORM $S.post(ARRAY[p_transfer_id], ARRAY[known.debit], ARRAY[known.credit], ARRAY[p_amount],
    ARRAY[known.code], known.reference, p_month, p_at);
  RETURN 'posted';
END $$;

-- A void that overtakes its hold is kept, so that the hold finds it and takes no effect.
CREATE FUNCTION $S.void_hold(p_id text, p_at bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known $S.hold;
  inserted integer;
BEGIN
  INSERT INTO $S.hold (hold_id, state, ended_at) VALUES (p_id, 'voided', p_at)
  ON CONFLICT (hold_id) DO NOTHING;
  GET DIAGNOSTICS inserted = ROW_COUNT;
  IF inserted = 1 THEN RETURN 'voided'; END IF;
  SELECT * INTO known FROM $S.hold WHERE hold_id = p_id;
  PERFORM $S.lock_accounts(ARRAY[known.debit]);
  SELECT * INTO known FROM $S.hold WHERE hold_id = p_id FOR UPDATE;
  IF known.state = 'posted' THEN RETURN 'hold_posted'; END IF;
  IF known.state <> 'held' THEN RETURN 'exists'; END IF;
  PERFORM $S.end_hold(known, 'voided', p_at);
  RETURN 'voided';
END $$;

CREATE FUNCTION $S.expire_holds(p_at bigint, p_limit integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  due text[];
  known $S.hold;
  ended integer := 0;
BEGIN
  SELECT coalesce(array_agg(hold_id), '{}') INTO due FROM (
    SELECT hold_id FROM $S.hold WHERE state = 'held' AND expires_at <= p_at ORDER BY expires_at LIMIT p_limit
  ) d;
  PERFORM $S.lock_accounts(ARRAY(SELECT debit FROM $S.hold WHERE hold_id = ANY (due)));
  FOR known IN
    SELECT * FROM $S.hold WHERE hold_id = ANY (due) AND state = 'held' ORDER BY hold_id FOR UPDATE
  LOOP
    PERFORM $S.end_hold(known, 'expired', p_at);
    ended := ended + 1;
  END LOOP;
  RETURN ended;
END $$;
`;
