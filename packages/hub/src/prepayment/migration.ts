import type { Migration } from '@zhijie/database';

/**
 * The prepayment between provinces at the nation (医保发〔2022〕22号 annex, articles 18–25). Every table is only
 * added to: an order is the fold of its steps, a year replaces what of earlier orders is unpaid.
 */
export const prepaymentMigration: Migration = {
  id: 'hub-006-prepayment',
  sql: `
-- What a year needs, pair by pair, against what lay there before. shares: months of the fourth quarter, fen.
CREATE TABLE hub.prepayment_year (
  year integer PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999),
  set_at bigint NOT NULL,
  set_by text NOT NULL,
  shares jsonb NOT NULL
);

-- What has to be paid: the year's adjustments and granted increases. A return runs from the care province.
CREATE TABLE hub.prepayment_order (
  order_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('annual', 'urgent')),
  year integer NOT NULL,
  care_province text NOT NULL CHECK (care_province ~ '^[0-9]{2}$'),
  insured_province text NOT NULL CHECK (insured_province ~ '^[0-9]{2}$'),
  amount bigint NOT NULL CHECK (amount > 0),
  is_return boolean NOT NULL,
  made_on text NOT NULL,
  made_at bigint NOT NULL,
  CHECK (care_province <> insured_province),
  CHECK (kind = 'annual' OR NOT is_return)
);
CREATE INDEX prepayment_order_year ON hub.prepayment_order (year);
CREATE INDEX prepayment_order_care ON hub.prepayment_order (care_province);

-- Each step of an order is taken once. input: what the step needs besides who and when.
CREATE TABLE hub.prepayment_step (
  order_id text NOT NULL REFERENCES hub.prepayment_order,
  kind text NOT NULL CHECK (kind IN ('submit', 'pay', 'receive')),
  step_id text NOT NULL UNIQUE,
  actor jsonb NOT NULL,
  at bigint NOT NULL,
  input jsonb NOT NULL,
  PRIMARY KEY (order_id, kind),
  -- C-04: no payment without bank, serial and date.
  CHECK (kind <> 'pay' OR (btrim(input->'transfer'->>'bank') <> ''
    AND btrim(input->'transfer'->>'serial') <> ''
    AND input->'transfer'->>'paidOn' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'))
);
-- One bank transaction pays one order.
CREATE UNIQUE INDEX prepayment_serial ON hub.prepayment_step
  ((input->'transfer'->>'bank'), (input->'transfer'->>'serial')) WHERE kind = 'pay';

-- An urgent increase (PF-03), at most one per care province and clearing.
CREATE TABLE hub.prepayment_request (
  request_id text PRIMARY KEY,
  care_province text NOT NULL,
  period text NOT NULL REFERENCES hub.clearing_run (period),
  amount bigint NOT NULL CHECK (amount > 0 AND amount <= 900000000000),
  used bigint NOT NULL,
  prepayment bigint NOT NULL,
  signed_on text NOT NULL,
  requested_on text NOT NULL,
  requested_by text NOT NULL,
  at bigint NOT NULL,
  UNIQUE (care_province, period)
);
CREATE TABLE hub.prepayment_decision (
  request_id text PRIMARY KEY REFERENCES hub.prepayment_request,
  is_granted boolean NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  at bigint NOT NULL,
  CHECK (is_granted OR btrim(reason) <> '')
);

-- The log of usage notices (PF-03): one whenever the level of a care province's month changes.
CREATE TABLE hub.prepayment_notice (
  care_province text NOT NULL,
  period text NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  -- Of the month so far, or of its generated clearing.
  basis text NOT NULL CHECK (basis IN ('running', 'cleared')),
  on_day text NOT NULL,
  from_level text NOT NULL,
  to_level text NOT NULL CHECK (to_level IN ('normal', 'yellow', 'red') AND to_level <> from_level),
  used bigint NOT NULL,
  prepayment bigint NOT NULL,
  basis_points bigint NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (care_province, period, version)
);

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['year', 'order', 'step', 'request', 'decision', 'notice'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hub.prepayment_%s
      FOR EACH ROW EXECUTE FUNCTION hub.refuse_change()', v_table);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON hub.prepayment_%s
      FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change()', v_table);
  END LOOP;
END $$;
`,
};
