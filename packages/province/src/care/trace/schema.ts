import type { Migration } from '@zhijie/database';

/**
 * Trace codes of drug packs (procedures V-16, V-17): where each code stands now, everything that happened
 * to it, and the sales and returns that institutions report (3505, 3506). One row per code, for all
 * institutions of the province: a whole pack is sold once. Quantities in 1/10 000 unit.
 */
export const traceMigration: Migration = {
  id: 'care-092-trace',
  sql: `
CREATE TABLE care.trace_code (
  trace_code text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  item_code text NOT NULL,
  -- 'split': sold in parts, so that the same code comes again at the same institution.
  state text NOT NULL CHECK (state IN ('sold', 'split', 'returned')),
  -- The visit, or the receipt of a sale without one: the same sale told twice is one sale.
  sale_key text NOT NULL,
  line_number text,
  sold_at bigint NOT NULL
);
CREATE INDEX trace_code_sale ON care.trace_code (provider_id, sale_key);
CREATE TABLE care.trace_event (
  trace_code text NOT NULL REFERENCES care.trace_code,
  kind text NOT NULL CHECK (kind IN ('sold', 'returned')),
  provider_id text NOT NULL,
  item_code text NOT NULL,
  is_split boolean NOT NULL,
  sale_key text NOT NULL,
  line_number text,
  occurred_at bigint NOT NULL
);
CREATE INDEX trace_event_code ON care.trace_event (trace_code, occurred_at);
CREATE TRIGGER trace_event_append_only BEFORE UPDATE OR DELETE ON care.trace_event
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE TABLE care.goods_movement (
  provider_id text NOT NULL REFERENCES care.institution,
  message_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('sale', 'sale-return')),
  item_code text NOT NULL,
  stocked_item_code text NOT NULL,
  stock_batch text NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  is_split boolean NOT NULL,
  receipt_number text,
  visit_id text,
  settlement_id text,
  occurred_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  PRIMARY KEY (provider_id, message_id)
);
CREATE TRIGGER goods_movement_append_only BEFORE UPDATE OR DELETE ON care.goods_movement
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
`,
};
