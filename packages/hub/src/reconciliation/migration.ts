import type { Migration } from '@zhijie/database';

/**
 * The three-party daily reconciliation (procedures R-01). `_pair` and `_day` say how things stand and are
 * computed again at will; an exception only moves with an event, and events and sheets are only added.
 */
export const reconciliationMigration: Migration = {
  id: 'hub-020-reconciliation',
  sql: `
-- Days are looked for by period; a range index costs an insert next to nothing.
CREATE INDEX trade_settled_at ON hub.trade USING brin (settled_at) WITH (pages_per_range = 16);
CREATE INDEX trade_reversed_at ON hub.trade (reversed_at) WHERE reversed_at IS NOT NULL;
CREATE VIEW hub.trade_row AS
  SELECT t.settlement_id AS item_id, t.settlement_id, 'settlement'::text AS kind, t.care_area, t.insured_area,
    t.provider_id, t.person_id, t.insurance_type, t.claim, t.settled_at AS at
  FROM hub.trade t WHERE t.settled_at IS NOT NULL
  UNION ALL
  SELECT t.reversal_id, t.settlement_id, 'reversal'::text, t.care_area, t.insured_area, t.provider_id,
    t.person_id, t.insurance_type, -t.claim, t.reversed_at
  FROM hub.trade t WHERE t.reversed_at IS NOT NULL;
COMMENT ON VIEW hub.trade_row IS 'Settlements and reversals between provinces; claim in fen, moments in ms';

-- How a pair of areas stood at the latest comparison; a null figure: that province did not answer.
CREATE TABLE hub.reconciliation_pair (
  day text NOT NULL CHECK (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  care_area text NOT NULL,
  insured_area text NOT NULL,
  state text NOT NULL CHECK (state IN ('agreed', 'differs', 'waiting')),
  care json,
  hub json NOT NULL,
  insured json,
  checked_at bigint NOT NULL,
  PRIMARY KEY (day, care_area, insured_area)
);

-- A day of an insured province; done_at: since when it is done, null while it is not.
CREATE TABLE hub.reconciliation_day (
  day text NOT NULL CHECK (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  province text NOT NULL CHECK (province ~ '^[0-9]{2}$'),
  waiting_for text[] NOT NULL,
  exceptions integer NOT NULL CHECK (exceptions >= 0),
  checked_at bigint NOT NULL,
  done_at bigint,
  PRIMARY KEY (day, province),
  CHECK (done_at IS NULL OR exceptions = 0)
);

-- A row that care side, hub and insured side do not have alike. seen: what each of them has.
CREATE TABLE hub.reconciliation_exception (
  exception_id text PRIMARY KEY,
  day text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  item_id text NOT NULL,
  settlement_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('settlement', 'reversal')),
  verdict text NOT NULL
    CHECK (verdict IN ('matched', 'netted', 'in-flight', 'amount-differs', 'content-differs', 'missing')),
  owner text NOT NULL CHECK (owner IN ('care', 'hub', 'insured')),
  amount bigint NOT NULL,
  reference json NOT NULL,
  seen json NOT NULL,
  closed text CHECK (closed IN ('matched', 'netted', 'reversed', 'explained')),
  ordered text CHECK (ordered IN ('repair', 'reverse')),
  found_at bigint NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  CHECK (closed IS NULL OR ordered IS NULL)
);
CREATE INDEX reconciliation_exception_day ON hub.reconciliation_exception (day, insured_area);
CREATE INDEX reconciliation_exception_settlement
  ON hub.reconciliation_exception (care_area, settlement_id) WHERE closed = 'reversed';
CREATE INDEX reconciliation_exception_open ON hub.reconciliation_exception (day) WHERE closed IS NULL;
CREATE INDEX reconciliation_exception_ordered ON hub.reconciliation_exception (exception_id)
  WHERE ordered IS NOT NULL;

-- Who did, or saw, what of an exception, when and why.
CREATE TABLE hub.reconciliation_event (
  exception_id text NOT NULL REFERENCES hub.reconciliation_exception,
  version integer NOT NULL CHECK (version > 0),
  kind text NOT NULL CHECK (kind IN ('found', 'changed', 'closed', 'reopened', 'repair', 'reverse', 'explain',
    'carried-out')),
  at bigint NOT NULL,
  actor_id text NOT NULL,
  reason text NOT NULL,
  found text NOT NULL,
  request_key text UNIQUE,
  PRIMARY KEY (exception_id, version)
);

-- A completed day as it was signed; a later version replaces the one before it.
CREATE TABLE hub.reconciliation_sheet (
  day text NOT NULL,
  province text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  content bytea NOT NULL CHECK (octet_length(content) = 32),
  sheet text NOT NULL,
  signature text NOT NULL,
  signed_at bigint NOT NULL,
  PRIMARY KEY (day, province, version)
);
`,
};
