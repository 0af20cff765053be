import type { Migration } from '@zhijie/database';

const day = (column: string): string =>
  `${column} text NOT NULL CHECK (${column} ~ '^\\d{4}-\\d{2}-\\d{2}$')`;
const month = (column: string): string => `${column} text NOT NULL CHECK (${column} ~ '^\\d{4}-\\d{2}$')`;
const amount = (column: string): string =>
  `${column} bigint NOT NULL CHECK (${column} > 0 AND ${column} <= 900000000000)`;
const said = (column: string): string => `${column} text NOT NULL CHECK (btrim(${column}) <> '')`;

/** Tables that are only added to. */
export const PAYING_FACTS = [
  'care.bank_account',
  'care.pay_terms',
  'care.declaration',
  'care.declared_item',
  'care.review_decision',
  'care.provider_deduction',
  'care.payment_line',
  'care.paid_item',
  'care.line_closing',
  'care.bank_statement',
  'care.bank_movement',
  'care.suspense_resolution',
  'care.working_capital',
  'care.working_capital_use',
] as const;

const agreed = `
-- Account of an institution (its id), of the agency of an area (six digits) or of the treasury from which it
-- gets its money ('treasury/' and the area), from a day on.
CREATE TABLE care.bank_account (
  owner text NOT NULL,
  ${day('from_on')},
  ${said('holder')},
  ${said('bank_name')},
  bank_number text CHECK (bank_number ~ '^\\d{12}$'),
  number text NOT NULL CHECK (number ~ '^\\d{8,32}$'),
  noted_by text NOT NULL,
  noted_at bigint NOT NULL,
  PRIMARY KEY (owner, from_on)
);

-- How an institution is paid (procedures I-01, I-05), from a day on; the latest word about a day counts.
CREATE TABLE care.pay_terms (
  provider_id text NOT NULL REFERENCES care.institution,
  ${day('from_on')},
  mode text NOT NULL CHECK (mode IN ('monthly', 'shortened', 'itemwise', 'advance')),
  cycle text CHECK (cycle IN ('day', 'ten-days', 'half-month')),
  share integer CHECK (share BETWEEN 1 AND 10000),
  is_cross_province_included boolean NOT NULL,
  ${said('reason')},
  set_by text NOT NULL,
  set_at bigint NOT NULL,
  PRIMARY KEY (provider_id, from_on, set_at),
  CHECK ((mode = 'shortened') = (cycle IS NOT NULL)),
  CHECK ((mode = 'monthly') = (share IS NULL))
);

-- Instant settlement of an institution stands still while a stop is not lifted (procedures I-06).
CREATE TABLE care.pay_stop (
  stop_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  cause text NOT NULL CHECK (cause IN ('abnormal-data', 'person')),
  ${said('detail')},
  stopped_by text NOT NULL,
  stopped_at bigint NOT NULL,
  lifted_by text,
  lifted_at bigint CHECK (lifted_at >= stopped_at),
  lift_reason text CHECK (btrim(lift_reason) <> ''),
  CHECK (num_nulls(lifted_by, lifted_at, lift_reason) IN (0, 3))
);
CREATE UNIQUE INDEX pay_stop_open ON care.pay_stop (provider_id) WHERE lifted_at IS NULL;
`;

const declared = `
-- A month as the institution declared it (procedures I-03): every item decided up to its end and not declared
-- before. claim_total, fen: what the items claim, reversals negative.
CREATE TABLE care.declaration (
  provider_id text NOT NULL REFERENCES care.institution,
  ${month('period')},
  item_count integer NOT NULL CHECK (item_count >= 0),
  claim_total bigint NOT NULL,
  is_late boolean NOT NULL,
  ${day('pay_by')},
  declared_by text NOT NULL,
  declared_at bigint NOT NULL,
  PRIMARY KEY (provider_id, period)
);

-- Each item is declared once. review: what the audit of all items made of it (procedures I-02, V-13).
CREATE TABLE care.declared_item (
  provider_id text NOT NULL,
  item_id text NOT NULL,
  period text NOT NULL,
  settlement_id text NOT NULL,
  claim bigint NOT NULL,
  review text NOT NULL CHECK (review IN ('clear', 'suspected', 'sampled')),
  excess bigint NOT NULL CHECK (excess >= 0),
  findings jsonb NOT NULL,
  PRIMARY KEY (provider_id, item_id),
  FOREIGN KEY (provider_id, period) REFERENCES care.declaration DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX declared_item_review ON care.declared_item (provider_id, period) WHERE review <> 'clear';

-- What a person has to look at: what the audit made of it, and a standing bill whose invoice the nation's
-- register has in another use, whenever that was known (procedures A-03).
CREATE VIEW care.review_wanted AS
  SELECT provider_id, item_id, period FROM care.declared_item WHERE review <> 'clear'
  UNION
  SELECT d.provider_id, d.item_id, d.period FROM care.invoice_report v
  JOIN care.settlement s ON s.provider_id = v.provider_id AND s.settlement_id = v.settlement_id
  JOIN care.declared_item d ON d.provider_id = v.provider_id AND d.item_id = v.settlement_id
  WHERE v.outcome = 'taken' AND s.state = 'settled';

CREATE TABLE care.review_decision (
  provider_id text NOT NULL,
  item_id text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('passed', 'deducted')),
  ${said('reason')},
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  PRIMARY KEY (provider_id, item_id),
  FOREIGN KEY (provider_id, item_id) REFERENCES care.declared_item
);

-- What an audit took off a settlement, gave back, or fined (procedures V-13, C-06). Positive fen. A bill of
-- another province has its row from the nation's book; the insured place of a bill of the own province is
-- told by the row itself.
CREATE TABLE care.provider_deduction (
  deduction_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('deduction', 'restoration', 'penalty')),
  provider_id text NOT NULL REFERENCES care.institution,
  person_id text NOT NULL,
  settlement_id text NOT NULL,
  care_area text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL,
  ${amount('amount')},
  ${said('reason')},
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  FOREIGN KEY (provider_id, settlement_id) REFERENCES care.settlement
);
CREATE INDEX provider_deduction_settlement ON care.provider_deduction (provider_id, settlement_id);
-- Waits for the insured side of the own province.
CREATE TABLE care.deduction_to_tell (deduction_id text PRIMARY KEY REFERENCES care.provider_deduction);
`;

const paid = `
-- Lines for the bank, proposed by one person and checked by another.
CREATE TABLE care.payment_batch (
  batch_id text PRIMARY KEY,
  area text NOT NULL CHECK (area ~ '^\\d{6}$'),
  kind text NOT NULL CHECK (kind IN ('instant', 'month-end', 'working-capital')),
  ${month('period')},
  line_count integer NOT NULL CHECK (line_count > 0),
  total bigint NOT NULL CHECK (total > 0),
  payer jsonb NOT NULL,
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  request_key text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'released', 'rejected')),
  checked_by text,
  checked_at bigint,
  check_reason text,
  UNIQUE (made_by, request_key),
  CONSTRAINT maker_is_not_checker CHECK (checked_by <> made_by),
  CHECK ((state = 'proposed') = (checked_by IS NULL)),
  CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
  CHECK (state <> 'rejected' OR btrim(check_reason) <> '')
);

-- line_id goes to the bank and comes back on the statement. basis: what the amount is made of, fen.
CREATE TABLE care.payment_line (
  line_id text PRIMARY KEY,
  batch_id text NOT NULL REFERENCES care.payment_batch,
  provider_id text NOT NULL REFERENCES care.institution,
  ${month('period')},
  ${amount('amount')},
  payee jsonb NOT NULL,
  basis jsonb NOT NULL,
  UNIQUE (batch_id, provider_id, period)
);
CREATE INDEX payment_line_provider ON care.payment_line (provider_id, period);

-- What of an item an instant payment covers: once per item.
CREATE TABLE care.paid_item (
  provider_id text NOT NULL,
  item_id text NOT NULL,
  line_id text NOT NULL REFERENCES care.payment_line,
  amount bigint NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (provider_id, item_id, line_id)
);

-- The bank will not execute the rest of a line any more; it is owed again.
CREATE TABLE care.line_closing (
  line_id text PRIMARY KEY REFERENCES care.payment_line,
  ${amount('amount')},
  ${said('reason')},
  closed_by text NOT NULL,
  closed_at bigint NOT NULL
);
`;

const booked = `
-- The bank's statements of the agency's account, without a gap.
CREATE TABLE care.bank_statement (
  account text NOT NULL,
  sequence bigint NOT NULL,
  statement_id text NOT NULL,
  area text NOT NULL,
  ${day('from_on')},
  ${day('until_on')},
  opening bigint NOT NULL,
  closing bigint NOT NULL,
  entries integer NOT NULL CHECK (entries >= 0),
  digest bytea NOT NULL,
  taken_by text NOT NULL,
  taken_at bigint NOT NULL,
  PRIMARY KEY (account, sequence),
  UNIQUE (account, statement_id)
);

-- Each movement of the account and what it is: kind 'payment' executes a line or a part of it, 'charge' is
-- the bank's own, 'treasury' is between the agency and the treasury; all others go over suspense until a
-- person has said what they are.
CREATE TABLE care.bank_movement (
  account text NOT NULL,
  bank_reference text NOT NULL,
  sequence bigint NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  ${amount('amount')},
  ${day('booked_on')},
  kind text NOT NULL CHECK (kind IN
    ('payment', 'duplicate', 'return', 'recovery', 'charge', 'treasury', 'unknown')),
  line_id text REFERENCES care.payment_line,
  return_reason text,
  counterparty text,
  counterparty_account text,
  information text,
  PRIMARY KEY (account, bank_reference),
  FOREIGN KEY (account, sequence) REFERENCES care.bank_statement,
  CHECK ((kind IN ('charge', 'treasury', 'unknown')) = (line_id IS NULL)),
  CHECK (line_id IS NULL OR (direction = 'out') = (kind IN ('payment', 'duplicate')))
);
CREATE INDEX bank_movement_line ON care.bank_movement (line_id);

CREATE TABLE care.suspense_resolution (
  account text NOT NULL,
  bank_reference text NOT NULL,
  resolution text NOT NULL CHECK (resolution IN
    ('pay-again', 'recovered', 'on-account', 'treasury', 'bank-charge', 'working-capital-repaid')),
  -- The other movement that this one and it make zero ('recovered').
  with_reference text,
  provider_id text REFERENCES care.institution,
  ${said('reason')},
  resolved_by text NOT NULL,
  resolved_at bigint NOT NULL,
  PRIMARY KEY (account, bank_reference),
  FOREIGN KEY (account, bank_reference) REFERENCES care.bank_movement,
  CHECK ((resolution = 'recovered') = (with_reference IS NOT NULL)),
  CHECK ((resolution = 'working-capital-repaid') = (provider_id IS NOT NULL))
);

-- How far a line is, fen: executed by the bank, come back, owed again after coming back, closed.
CREATE VIEW care.payment_line_progress AS
  SELECT l.line_id, l.batch_id, l.provider_id, l.period, l.amount, b.kind, b.area, b.state AS batch_state,
    b.checked_at, coalesce(e.executed, 0) AS executed, coalesce(e.parts, 0) AS parts,
    coalesce(e.returned, 0) AS returned, coalesce(e.owed_again, 0) AS owed_again,
    coalesce(c.amount, 0) AS closed,
    CASE WHEN b.state = 'rejected' THEN 0
      ELSE l.amount - coalesce(e.owed_again, 0) - coalesce(c.amount, 0) END AS live
  FROM care.payment_line l
  JOIN care.payment_batch b ON b.batch_id = l.batch_id
  LEFT JOIN care.line_closing c ON c.line_id = l.line_id
  LEFT JOIN LATERAL (
    SELECT sum(e.amount) FILTER (WHERE e.kind = 'payment')::bigint AS executed,
      count(*) FILTER (WHERE e.kind = 'payment')::integer AS parts,
      sum(e.amount) FILTER (WHERE e.kind = 'return')::bigint AS returned,
      sum(e.amount) FILTER (WHERE r.resolution = 'pay-again')::bigint AS owed_again
    FROM care.bank_movement e LEFT JOIN care.suspense_resolution r
      ON r.account = e.account AND r.bank_reference = e.bank_reference
    WHERE e.line_id = l.line_id) e ON true;
`;

const lent = `
-- Working capital lent to an institution (procedures I-08): a book of its own, apart from what is owed to it
-- and from the prepayment between provinces.
CREATE TABLE care.working_capital (
  grant_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  year text NOT NULL CHECK (year ~ '^\\d{4}$'),
  ${amount('amount')},
  monthly_average bigint NOT NULL CHECK (monthly_average >= amount),
  surplus_months integer NOT NULL,
  ${said('reason')},
  granted_by text NOT NULL,
  granted_at bigint NOT NULL,
  line_id text NOT NULL UNIQUE REFERENCES care.payment_line
);
-- Once a year, not counting what was sent back: seen to by the turn of the area, and by the doctor.
CREATE INDEX working_capital_year ON care.working_capital (provider_id, year);
CREATE TABLE care.working_capital_use (
  use_id text PRIMARY KEY,
  grant_id text NOT NULL REFERENCES care.working_capital,
  purpose text NOT NULL CHECK (purpose IN ('drugs', 'consumables')),
  ${amount('amount')},
  ${said('document')},
  reported_by text NOT NULL,
  reported_at bigint NOT NULL
);
`;

const names = PAYING_FACTS.map((table) => `'${table.replace('care.', '')}'`).join(', ');
const guarded = `
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY[${names}] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON care.%I
      FOR EACH ROW EXECUTE FUNCTION care.refuse_change()', v_table || '_append_only', v_table);
  END LOOP;
END $$;
`;

/** Paying the institutions of the care place (医保办发〔2025〕13号; procedures I-01 … I-08, V-13, C-06). */
export const payingMigration: Migration = {
  id: 'care-120-paying',
  sql: [agreed, declared, paid, booked, lent, guarded].join('\n'),
};
