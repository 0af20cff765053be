import type { Migration } from '@zhijie/database';

/**
 * The monthly clearing at the nation (医保发〔2022〕22号, articles 45–54). Every table is only added to: an
 * item is in one run for ever, a book is the fold of its steps, and the next month corrects what was wrong.
 */
export const clearingMigration: Migration = {
  id: 'hub-005-clearing',
  sql: `
-- A signed deferral (procedures C-03); of several for one item the longest counts.
CREATE TABLE hub.clearing_deferral (
  item_id text NOT NULL,
  months smallint NOT NULL CHECK (months BETWEEN 1 AND 2),
  care_area text NOT NULL,
  settlement_id text NOT NULL,
  reason text NOT NULL CHECK (btrim(reason) <> ''),
  signed_by text NOT NULL CHECK (btrim(signed_by) <> ''),
  signed_at bigint NOT NULL,
  PRIMARY KEY (item_id, months)
);
CREATE INDEX clearing_deferral_settlement ON hub.clearing_deferral (care_area, settlement_id);

-- What an audit of the care province decided about a settlement (C-06, V-13): a deduction or its restoration
-- clears, a penalty is only told. Amounts are positive fen.
CREATE TABLE hub.clearing_deduction (
  deduction_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('deduction', 'restoration', 'penalty')),
  care_area text NOT NULL,
  settlement_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0 AND amount <= 900000000000),
  reason text NOT NULL CHECK (btrim(reason) <> ''),
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  month text NOT NULL
);
CREATE INDEX clearing_deduction_month ON hub.clearing_deduction (month);
CREATE INDEX clearing_deduction_settlement ON hub.clearing_deduction (care_area, settlement_id);

-- The account of a province's finance department from a day on (C-05).
CREATE TABLE hub.clearing_account (
  province text NOT NULL CHECK (province ~ '^[0-9]{2}$'),
  from_on text NOT NULL CHECK (from_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  holder text NOT NULL CHECK (btrim(holder) <> ''),
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  number text NOT NULL CHECK (btrim(number) <> ''),
  noted_by text NOT NULL,
  noted_at bigint NOT NULL,
  PRIMARY KEY (province, from_on)
);

-- One run per month. tables: lines, nets, shares of areas, penalties; tree: the provinces' nodes.
CREATE TABLE hub.clearing_run (
  period text PRIMARY KEY CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
  generated_at bigint NOT NULL,
  generated_by text NOT NULL,
  items bigint NOT NULL CHECK (items >= 0),
  tables jsonb NOT NULL,
  tree jsonb,
  root text CHECK (root ~ '^[0-9a-f]{64}$'),
  signature text,
  digest bytea NOT NULL,
  CHECK ((items = 0) = (root IS NULL)),
  CHECK ((root IS NULL) = (signature IS NULL)),
  CHECK ((root IS NULL) = (tree IS NULL))
);

-- What cleared. The key keeps an item out of a second month.
CREATE TABLE hub.clearing_item (
  item_id text PRIMARY KEY,
  period text NOT NULL REFERENCES hub.clearing_run (period) DEFERRABLE INITIALLY DEFERRED,
  kind text NOT NULL CHECK (kind IN ('settlement', 'reversal', 'deduction', 'restoration')),
  settlement_id text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL CHECK (insurance_type IN ('employee', 'resident')),
  amount bigint NOT NULL,
  decided_at bigint NOT NULL,
  settlement_period text,
  deferral jsonb,
  CHECK (left(care_area, 2) <> left(insured_area, 2)),
  CHECK (CASE WHEN kind IN ('settlement', 'restoration') THEN amount >= 0 ELSE amount <= 0 END)
);
CREATE INDEX clearing_item_period ON hub.clearing_item (period, item_id COLLATE "C");

-- The book of a month as what was done, in order; subject: a province, an order or the whole book.
CREATE TABLE hub.clearing_step (
  period text NOT NULL REFERENCES hub.clearing_run (period),
  version integer NOT NULL CHECK (version >= 1),
  step_id text NOT NULL UNIQUE,
  subject text NOT NULL,
  actor jsonb NOT NULL,
  at bigint NOT NULL,
  input jsonb NOT NULL,
  book_digest bytea NOT NULL,
  PRIMARY KEY (period, version)
);

CREATE FUNCTION hub.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_NAME || ' ' || TG_OP;
END $$;
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['deferral', 'deduction', 'account', 'run', 'item', 'step'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hub.clearing_%s
      FOR EACH ROW EXECUTE FUNCTION hub.refuse_change()', v_table);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON hub.clearing_%s
      FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change()', v_table);
  END LOOP;
END $$;
`,
};
