import type { Migration } from '@zhijie/database';

/**
 * Commercial payments as insured places report them: paid, or taken back. A fact names the month of its own
 * moment, whenever it arrives. It holds sums by liability of the product, no item and no diagnosis (K-04).
 */
export const paymentMigration: Migration = {
  id: 'gateway-004-payment',
  sql: `
CREATE TABLE gateway.payment_fact (
  fact_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('paid', 'undone')),
  undoes text,
  payee text NOT NULL CHECK (payee IN ('hospital', 'person')),
  payment_id text NOT NULL,
  insurer text NOT NULL,
  product text NOT NULL,
  policy_number text NOT NULL,
  settlement_id text NOT NULL,
  insured_area text NOT NULL,
  care_area text NOT NULL,
  hospital_id text NOT NULL,
  hospital_name text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0 AND amount <= 900000000000),
  month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  at bigint NOT NULL,
  layers jsonb NOT NULL,
  node text NOT NULL,
  taken_at bigint NOT NULL,
  CHECK ((kind = 'undone') = (undoes IS NOT NULL))
);
-- A payment is taken back once; the order in which the two arrive does not matter.
CREATE UNIQUE INDEX payment_undone_once ON gateway.payment_fact (undoes) WHERE kind = 'undone';
CREATE UNIQUE INDEX payment_paid_once ON gateway.payment_fact (payment_id) WHERE kind = 'paid';
CREATE INDEX ON gateway.payment_fact (insurer, taken_at, fact_id);
CREATE INDEX ON gateway.payment_fact (settlement_id);
CREATE INDEX ON gateway.payment_fact (month);
SELECT gateway.keep('gateway.payment_fact');

-- What an insurer's own system still has to hear of.
CREATE TABLE gateway.notice (
  notice_id text PRIMARY KEY,
  insurer text NOT NULL,
  path text NOT NULL,
  body jsonb NOT NULL,
  created_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  done_at bigint,
  last_error text
);
CREATE INDEX ON gateway.notice (next_at) WHERE done_at IS NULL;
`,
};
