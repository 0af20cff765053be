import type { Migration } from '@zhijie/database';

const amount = 'bigint NOT NULL CHECK (amount > 0 AND amount <= 900000000000)';
const day = (column: string): string =>
  `${column} text NOT NULL CHECK (${column} ~ '^\\d{4}-\\d{2}-\\d{2}$')`;

/** Tables that are only added to. */
export const PURCHASING_FACTS = [
  'care.purchase_award',
  'care.purchase_order',
  'care.purchase_acceptance',
  'care.supplier_invoice',
  'care.invoiced_acceptance',
  'care.supplier_payment',
  'care.purchase_return',
  'care.supplier_refund',
] as const;

const names = PURCHASING_FACTS.map((table) => `'${table.replace('care.', '')}'`).join(', ');

/**
 * Drugs and consumables bought centrally (集采) whose supplier the fund pays itself: awarded prices, orders,
 * acceptances, invoices, payments and returns. What the fund takes over is set against what it owes the
 * hospital. Amounts in fen, quantities in whole packs.
 */
export const purchasingMigration: Migration = {
  id: 'care-160-purchasing',
  sql: `
CREATE TABLE care.purchase_award (
  batch text NOT NULL CHECK (btrim(batch) <> ''),
  area text NOT NULL CHECK (area ~ '^\\d{6}$'),
  item_code text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('drug', 'consumable')),
  supplier_id text NOT NULL,
  supplier_name text NOT NULL CHECK (btrim(supplier_name) <> ''),
  unit_price bigint NOT NULL CHECK (unit_price > 0),
  ${day('from_on')},
  ${day('until_on')},
  noted_by text NOT NULL,
  noted_at bigint NOT NULL,
  PRIMARY KEY (area, batch, item_code, supplier_id),
  CHECK (until_on >= from_on)
);

CREATE TABLE care.purchase_order (
  order_id text PRIMARY KEY,
  provider_id text NOT NULL REFERENCES care.institution,
  area text NOT NULL,
  batch text NOT NULL,
  supplier_id text NOT NULL,
  -- itemCode, quantity, unitPrice, amount
  lines jsonb NOT NULL,
  amount ${amount},
  ordered_by text NOT NULL,
  ordered_at bigint NOT NULL
);

CREATE TABLE care.purchase_acceptance (
  acceptance_id text PRIMARY KEY,
  order_id text NOT NULL REFERENCES care.purchase_order,
  -- itemCode, quantity, amount
  lines jsonb NOT NULL,
  amount ${amount},
  ${day('accepted_on')},
  accepted_by text NOT NULL,
  noted_at bigint NOT NULL
);
CREATE INDEX purchase_acceptance_order ON care.purchase_acceptance (order_id);

-- The register of used invoices: digest under a key, so that the register tells nobody a number. One invoice,
-- blue or red, is used once in the whole province.
CREATE TABLE care.used_supplier_invoice (
  digest text PRIMARY KEY,
  used_for text NOT NULL,
  used_at bigint NOT NULL
);
CREATE TRIGGER used_supplier_invoice_append_only BEFORE UPDATE OR DELETE ON care.used_supplier_invoice
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();

CREATE TABLE care.supplier_invoice (
  invoice_id text PRIMARY KEY,
  order_id text NOT NULL REFERENCES care.purchase_order,
  digest text NOT NULL UNIQUE REFERENCES care.used_supplier_invoice,
  -- The last four digits, by which people recognise it.
  tail text NOT NULL,
  amount ${amount},
  ${day('issued_on')},
  ${day('pay_by')},
  entered_by text NOT NULL,
  entered_at bigint NOT NULL
);
CREATE TABLE care.invoiced_acceptance (
  acceptance_id text PRIMARY KEY REFERENCES care.purchase_acceptance,
  invoice_id text NOT NULL REFERENCES care.supplier_invoice
);

-- An invoice is paid at most once, by a person who did not enter it; a bank transaction pays one invoice.
CREATE TABLE care.supplier_payment (
  invoice_id text PRIMARY KEY REFERENCES care.supplier_invoice,
  amount ${amount},
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  ${day('paid_on')},
  paid_by text NOT NULL,
  noted_at bigint NOT NULL,
  UNIQUE (bank, serial)
);

-- Goods that went back, by red invoice.
CREATE TABLE care.purchase_return (
  return_id text PRIMARY KEY,
  invoice_id text NOT NULL REFERENCES care.supplier_invoice,
  digest text NOT NULL UNIQUE REFERENCES care.used_supplier_invoice,
  amount ${amount},
  reason text NOT NULL CHECK (btrim(reason) <> ''),
  ${day('returned_on')},
  entered_by text NOT NULL,
  entered_at bigint NOT NULL
);
CREATE INDEX purchase_return_invoice ON care.purchase_return (invoice_id);

-- Money that a supplier gave back for goods that had been paid.
CREATE TABLE care.supplier_refund (
  refund_id text PRIMARY KEY,
  invoice_id text NOT NULL REFERENCES care.supplier_invoice,
  amount ${amount},
  bank text NOT NULL CHECK (btrim(bank) <> ''),
  serial text NOT NULL CHECK (btrim(serial) <> ''),
  ${day('refunded_on')},
  entered_by text NOT NULL,
  entered_at bigint NOT NULL,
  UNIQUE (bank, serial)
);

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY[${names}] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON care.%s
      FOR EACH ROW EXECUTE FUNCTION care.refuse_change()', v_table);
  END LOOP;
END $$;
`,
};
