import type { Migration } from '@zhijie/database';

const RELATIONS = `('spouse', 'parent', 'child', 'sibling', 'grandparent', 'grandchild')`;

/**
 * Wallets of mutual aid (procedures Q-12): virtual quotas that the nation keeps by person ids only. Whoever
 * changes a wallet locks its row first; money stands on guarded accounts, one per wallet, donor and the area
 * that the donor put it in from.
 */
export const mutualAidMigration: Migration = {
  id: 'hub-060-mutual-aid',
  sql: `
CREATE TABLE hub.wallet (
  person_id text PRIMARY KEY,
  insured_area text NOT NULL CHECK (insured_area ~ '^[0-9]{6}$'),
  opened_at bigint NOT NULL
);
COMMENT ON TABLE hub.wallet IS '医保钱包：跨省共济的虚拟额度，只有人员编号';

-- Also what was refused, so that a transfer is answered once.
CREATE TABLE hub.quota_transfer (
  transfer_id text PRIMARY KEY,
  donor_id text NOT NULL,
  donor_area text NOT NULL CHECK (donor_area ~ '^[0-9]{6}$'),
  relative_digest text NOT NULL,
  recipient_id text REFERENCES hub.wallet,
  relation text NOT NULL CHECK (relation IN ${RELATIONS}),
  amount bigint NOT NULL CHECK (amount > 0 AND amount <= 900000000000),
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'refused')),
  reason text,
  on_day text NOT NULL CHECK (on_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  at bigint NOT NULL,
  CONSTRAINT quota_transfer_answered CHECK ((outcome = 'refused') = (reason IS NOT NULL)
    AND (outcome = 'refused' OR recipient_id IS NOT NULL)),
  -- Q-12: at most 2,000.00 yuan at once, never to oneself.
  CONSTRAINT quota_transfer_within CHECK (outcome = 'refused'
    OR (amount <= 200000 AND donor_id <> recipient_id))
);
CREATE INDEX quota_transfer_of_wallet ON hub.quota_transfer (recipient_id, on_day) WHERE outcome = 'accepted';
COMMENT ON COLUMN hub.quota_transfer.amount IS '分';

CREATE TABLE hub.quota_leg (
  leg_id text PRIMARY KEY,
  person_id text NOT NULL,
  node text NOT NULL,
  care_area text,
  provider_id text,
  settlement_id text,
  act_id text,
  asked bigint,
  until bigint,
  state text NOT NULL CHECK (state IN ('held', 'confirmed', 'voided', 'refused')),
  amount bigint NOT NULL CHECK (amount >= 0),
  reason text CHECK (reason IN ('wallet-empty', 'hold-expired', 'voided-before')),
  opened_at bigint NOT NULL,
  changed_at bigint NOT NULL CHECK (changed_at >= opened_at),
  CONSTRAINT quota_leg_asked CHECK (num_nulls(care_area, provider_id, settlement_id, act_id, asked, until)
    IN (0, 6)),
  CONSTRAINT quota_leg_amount CHECK ((state IN ('held', 'confirmed')) <= (amount BETWEEN 1 AND asked))
);
CREATE INDEX quota_leg_held ON hub.quota_leg (until) WHERE state = 'held';
CREATE FUNCTION hub.guard_quota_leg() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('voided', 'refused')
    OR (OLD.state = 'confirmed' AND NEW.state <> 'voided') OR NEW.amount <> OLD.amount THEN
    RAISE EXCEPTION 'quota leg % is terminal', OLD.leg_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER quota_leg_lattice BEFORE UPDATE OR DELETE ON hub.quota_leg
  FOR EACH ROW EXECUTE FUNCTION hub.guard_quota_leg();

-- Whose money a leg takes, the oldest first.
CREATE TABLE hub.quota_part (
  leg_id text NOT NULL REFERENCES hub.quota_leg,
  part integer NOT NULL CHECK (part > 0),
  donor_id text NOT NULL,
  donor_area text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (leg_id, part)
);

-- What a donor's province owes a care province because a quota was spent, and what came back.
CREATE TABLE hub.mutual_aid_item (
  spend_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('spent', 'returned')),
  leg_id text NOT NULL REFERENCES hub.quota_leg,
  donor_id text NOT NULL,
  donor_area text NOT NULL,
  care_area text NOT NULL,
  provider_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  at bigint NOT NULL
);
CREATE INDEX mutual_aid_month ON hub.mutual_aid_item (month);
CREATE INDEX mutual_aid_leg ON hub.mutual_aid_item (leg_id);
COMMENT ON TABLE hub.mutual_aid_item IS '跨省共济支出形成的省间应付，类型 mutual aid；不入基金月度清算项';

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['quota_transfer', 'quota_part', 'mutual_aid_item'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hub.%s
      FOR EACH ROW EXECUTE FUNCTION hub.refuse_change()', v_table);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON hub.%s
      FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change()', v_table);
  END LOOP;
END $$;
`,
};
