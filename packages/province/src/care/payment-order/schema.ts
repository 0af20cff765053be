import type { Migration } from '@zhijie/database';

/**
 * Orders of mobile payment (procedures ): the fees of one batch of a visit, whose insurance part is
 * a settlement of this node and whose cash part is paid at a channel. Amounts in fen.
 * States: open → settling → paying → done, done or paying → undoing → undone or done, open → revoked.
 * `done` is the only one in which an order is paid.
 */
export const paymentOrderMigration: Migration = {
  id: 'care-150-payment-order',
  sql: `
CREATE TABLE care.payment_order (
  provider_id text NOT NULL REFERENCES care.institution,
  order_id text NOT NULL,
  hospital_order text NOT NULL CHECK (hospital_order <> ''),
  digest text NOT NULL,
  visit_id text NOT NULL,
  batch text NOT NULL,
  person_id text NOT NULL,
  opens_visit boolean NOT NULL,
  care_type text NOT NULL,
  insurance_type text NOT NULL,
  uses_account boolean NOT NULL,
  invoice_number text,
  total bigint NOT NULL CHECK (total >= 0),
  uploaded_at bigint NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN
    ('open', 'settling', 'paying', 'done', 'undoing', 'undone', 'revoked')),
  settle_message text,
  settle_asked_at bigint,
  settlement_id text,
  settled_at bigint,
  funds bigint CHECK (funds >= 0),
  account bigint CHECK (account >= 0),
  cash bigint CHECK (cash >= 0),
  by_hospital bigint CHECK (by_hospital >= 0),
  cash_state text NOT NULL DEFAULT 'none' CHECK (cash_state IN ('none', 'waiting', 'paid', 'closed')),
  cash_refunded bigint NOT NULL DEFAULT 0,
  is_insurance_refunded boolean NOT NULL DEFAULT false,
  deadline_at bigint,
  paid_at bigint,
  ended_by text CHECK (ended_by IN ('timeout', 'cash-failed', 'hospital')),
  reported_payment text,
  look_at bigint,
  attempts integer NOT NULL DEFAULT 0,
  notice_at bigint,
  notices integer NOT NULL DEFAULT 0,
  noticed_at bigint,
  PRIMARY KEY (provider_id, order_id),
  -- Q-08: cash, account and funds are the whole bill (and what the hospital bears itself, T-01).
  CONSTRAINT payment_order_adds_up CHECK (settlement_id IS NULL
    OR total = funds + account + cash + by_hospital),
  CONSTRAINT payment_order_settled CHECK ((state IN ('paying', 'done', 'undoing', 'undone'))
    = (num_nulls(settlement_id, settled_at, funds, account, cash, by_hospital, deadline_at) = 0)),
  CONSTRAINT payment_order_cash CHECK (cash_refunded BETWEEN 0 AND CASE cash_state WHEN 'paid' THEN cash
    ELSE 0 END),
  -- Paid means both parts: never a bill of which one is open.
  CONSTRAINT payment_order_paid CHECK (state <> 'done' OR CASE WHEN cash = 0 THEN cash_state = 'none'
    ELSE cash_state = 'paid' END)
);
COMMENT ON TABLE care.payment_order IS 'Orders of mobile payment; the insurance part is care.settlement, fen';
COMMENT ON COLUMN care.payment_order.cash_state IS 'What the channel has said of the cash part, asked by us';
COMMENT ON COLUMN care.payment_order.look_at IS 'When the node looks again at what is under way';
CREATE UNIQUE INDEX payment_order_hospital ON care.payment_order (provider_id, hospital_order)
  WHERE state NOT IN ('revoked', 'undone');
-- One batch is paid by one order at a time.
CREATE UNIQUE INDEX payment_order_batch ON care.payment_order (provider_id, visit_id, batch)
  WHERE state IN ('open', 'settling', 'paying');
CREATE INDEX payment_order_message ON care.payment_order (provider_id, settle_message)
  WHERE settle_message IS NOT NULL;
COMMENT ON COLUMN care.payment_order.notice_at IS 'When the hospital is told next that it is paid';
CREATE INDEX payment_order_notice ON care.payment_order (notice_at) WHERE notice_at IS NOT NULL;
CREATE INDEX payment_order_due ON care.payment_order (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE care.order_refund (
  provider_id text NOT NULL,
  refund_id text NOT NULL,
  order_id text NOT NULL,
  serial text NOT NULL CHECK (serial <> ''),
  part text NOT NULL CHECK (part IN ('all', 'cash', 'insurance')),
  reason text NOT NULL CHECK (reason IN ('timeout', 'cash-failed', 'hospital')),
  funds bigint NOT NULL CHECK (funds >= 0),
  account bigint NOT NULL CHECK (account >= 0),
  cash bigint NOT NULL CHECK (cash >= 0),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed', 'mixed')),
  reversal_id text,
  insurance_done_at bigint,
  cash_done_at bigint,
  ended_at bigint,
  asked_at bigint NOT NULL,
  look_at bigint,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (provider_id, refund_id),
  UNIQUE (provider_id, serial),
  FOREIGN KEY (provider_id, order_id) REFERENCES care.payment_order,
  -- Q-08: CASH takes back only cash, HI no cash.
  CONSTRAINT order_refund_part CHECK (CASE part WHEN 'cash' THEN funds = 0 AND account = 0 AND cash > 0
    WHEN 'insurance' THEN cash = 0 ELSE true END),
  CONSTRAINT order_refund_ended CHECK ((state = 'pending') = (ended_at IS NULL)
    AND (state = 'pending') = (look_at IS NOT NULL)),
  CONSTRAINT order_refund_whole CHECK (state <> 'done' OR
    (part = 'cash' OR insurance_done_at IS NOT NULL) AND (part = 'insurance' OR cash_done_at IS NOT NULL))
);
COMMENT ON TABLE care.order_refund IS 'What is taken back of an order: the insurance, then the cash; fen';
CREATE UNIQUE INDEX order_refund_one ON care.order_refund (provider_id, order_id) WHERE state = 'pending';
CREATE INDEX order_refund_due ON care.order_refund (look_at) WHERE look_at IS NOT NULL;
`,
};
