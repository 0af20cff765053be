import type { Migration } from '@zhijie/database';

/**
 * Deposits of inpatients. A movement is a fact: money that came, was used for the cash part of a settlement,
 * was restored because that settlement was reversed, or went back by the channel it came by. The guarded
 * account `deposit/PROVIDER/VISIT` in the care ledger repeats their sum and is never below zero.
 */
export const depositMigration: Migration = {
  id: 'care-150-deposit',
  sql: `
CREATE TABLE care.deposit_movement (
  provider_id text NOT NULL,
  request_key text NOT NULL,
  visit_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('paid', 'used', 'restored', 'returned', 'difference')),
  -- What the movement belongs to: of a return its payment, of the others their settlement; null: a payment.
  of_payment text,
  settlement_id text,
  amount bigint NOT NULL CHECK (amount >= 0),
  channel text CHECK (channel IN ('cash', 'bank-card', 'mobile')),
  -- The channel's own number of what it moved; cash has the hospital's receipt number.
  serial text CHECK (btrim(serial) <> ''),
  actor_id text NOT NULL,
  moved_at bigint NOT NULL,
  PRIMARY KEY (provider_id, request_key),
  FOREIGN KEY (provider_id, visit_id) REFERENCES care.visit,
  FOREIGN KEY (provider_id, of_payment) REFERENCES care.deposit_movement (provider_id, request_key),
  CHECK ((kind = 'returned') = (of_payment IS NOT NULL)),
  CHECK ((kind IN ('used', 'restored', 'difference')) = (settlement_id IS NOT NULL)),
  CHECK ((kind IN ('paid', 'returned', 'difference')) = (channel IS NOT NULL AND serial IS NOT NULL)),
  CHECK (amount > 0 OR kind = 'used')
);
COMMENT ON TABLE care.deposit_movement IS
  'Deposits of inpatients: what came, was used, restored, returned; fen';
-- A settlement uses the deposit once, is restored once, and its difference is paid once.
CREATE UNIQUE INDEX deposit_of_settlement ON care.deposit_movement (provider_id, settlement_id, kind)
  WHERE settlement_id IS NOT NULL;
CREATE UNIQUE INDEX deposit_serial ON care.deposit_movement (provider_id, channel, serial)
  WHERE serial IS NOT NULL;
CREATE INDEX deposit_of_visit ON care.deposit_movement (provider_id, visit_id, moved_at);
CREATE TRIGGER deposit_movement_append_only BEFORE UPDATE OR DELETE ON care.deposit_movement
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

-- A credit line pledged for a stay: nobody asks for a deposit. Only the flag; the bank's side is elsewhere.
CREATE TABLE care.deposit_pledge (
  provider_id text NOT NULL,
  visit_id text NOT NULL,
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  contract text NOT NULL CHECK (btrim(contract) <> ''),
  actor_id text NOT NULL,
  pledged_at bigint NOT NULL,
  PRIMARY KEY (provider_id, visit_id),
  FOREIGN KEY (provider_id, visit_id) REFERENCES care.visit
);
CREATE TRIGGER deposit_pledge_append_only BEFORE UPDATE OR DELETE ON care.deposit_pledge
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

-- Opens the account of a stay's deposit if need be and locks it: one movement of it at a time.
CREATE FUNCTION care.lock_deposit(p_account text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_balance bigint;
BEGIN
  PERFORM care_ledger.open_account(p_account, 0);
  SELECT balance INTO v_balance FROM care_ledger.account WHERE account_id = p_account FOR NO KEY UPDATE;
  RETURN v_balance;
END $$;
`,
};
