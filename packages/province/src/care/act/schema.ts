import type { Migration } from '@zhijie/database';

/**
 * Acts of bills (procedures K-07, Q-06, Q-09; journeys 8 and 17): who pays what of one bill, in one act that
 * ends whole or undone. An act is the fold of its steps; the rows of act and leg repeat what the fold says,
 * so that constraints and queries can read it. Amounts in fen.
 */
export const actMigration: Migration = {
  id: 'care-170-act',
  sql: `
CREATE TABLE care.act (
  provider_id text NOT NULL REFERENCES care.institution,
  act_id text NOT NULL CHECK (act_id <> ''),
  digest text NOT NULL,
  visit_id text NOT NULL,
  person_id text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  splits boolean NOT NULL,
  -- What the node settles itself; null for a bill that was settled before.
  request jsonb,
  settle_message text NOT NULL,
  settlement_id text,
  opened_by text NOT NULL,
  opened_at bigint NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  word text NOT NULL CHECK (word IN
    ('settling', 'choosing', 'paying', 'paid', 'undoing', 'undone', 'failed')),
  rest bigint CHECK (rest >= 0),
  deadline_at bigint,
  changed_at bigint NOT NULL,
  look_at bigint,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (provider_id, act_id),
  CONSTRAINT act_settled CHECK ((rest IS NULL) = (deadline_at IS NULL)),
  CONSTRAINT act_paid CHECK (word NOT IN ('paid', 'choosing', 'paying') OR settlement_id IS NOT NULL)
);
COMMENT ON TABLE care.act IS 'One bill and everybody who pays a part of it; fen';
COMMENT ON COLUMN care.act.look_at IS 'When the node looks again; null: a person''s turn, or over';
-- One live act per settlement, and one that settles per visit.
CREATE UNIQUE INDEX act_of_settlement ON care.act (provider_id, settlement_id)
  WHERE word NOT IN ('undone', 'failed');
CREATE UNIQUE INDEX act_that_settles ON care.act (provider_id, visit_id) WHERE word = 'settling';
CREATE INDEX act_due ON care.act (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX act_of_visit ON care.act (provider_id, visit_id);
CREATE INDEX act_by_time ON care.act (provider_id, opened_at DESC, act_id);

CREATE TABLE care.act_step (
  provider_id text NOT NULL,
  act_id text NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  event jsonb NOT NULL,
  by text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (provider_id, act_id, number),
  FOREIGN KEY (provider_id, act_id) REFERENCES care.act
);
COMMENT ON TABLE care.act_step IS 'What was chosen, asked and answered, in order; facts';

CREATE TABLE care.act_leg (
  provider_id text NOT NULL,
  act_id text NOT NULL,
  leg_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('funds', 'insurer', 'family', 'credit', 'channel', 'receipt')),
  payer text NOT NULL CHECK (payer <> ''),
  state text NOT NULL CHECK (state IN
    ('planned', 'asked', 'held', 'confirming', 'confirmed', 'refused', 'later', 'voiding', 'voided')),
  asked bigint NOT NULL CHECK (asked >= 0),
  amount bigint NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (provider_id, act_id, leg_id),
  FOREIGN KEY (provider_id, act_id) REFERENCES care.act,
  -- Nobody pays more than was asked for; the funds are asked for nothing: they decide.
  CONSTRAINT act_leg_amount CHECK (kind = 'funds' OR amount <= asked),
  CONSTRAINT act_leg_gone CHECK (state NOT IN ('refused', 'voided', 'later') OR amount = 0)
);
CREATE FUNCTION care.guard_act_leg() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('refused', 'voided') AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'leg % is terminal', OLD.leg_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER act_leg_lattice BEFORE UPDATE OR DELETE ON care.act_leg
  FOR EACH ROW EXECUTE FUNCTION care.guard_act_leg();
`,
};
