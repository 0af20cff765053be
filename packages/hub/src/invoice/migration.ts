import type { Migration } from '@zhijie/database';

/**
 * Used invoices of the whole network (procedures A-03), by keyed digest. A row is a use; a use that was given
 * up (claim refused, settlement undone) is marked, and the invoice may then be used again.
 */
export const invoiceMigration: Migration = {
  id: 'hub-040-invoice',
  sql: `
CREATE TABLE hub.invoice_use (
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  use text NOT NULL CHECK (use IN ('claim', 'direct')),
  use_id text NOT NULL,
  node text NOT NULL,
  used_at bigint NOT NULL,
  released_at bigint CHECK (released_at >= used_at)
);
COMMENT ON TABLE hub.invoice_use IS 'Who uses which invoice; keyed digests, moments in ms';
CREATE UNIQUE INDEX invoice_in_one_use ON hub.invoice_use (digest) WHERE released_at IS NULL;
CREATE INDEX ON hub.invoice_use (digest, use_id);

-- Answers 'registered', 'known', or by which kind of use it is taken.
CREATE FUNCTION hub.use_invoice(p_digest text, p_use text, p_use_id text, p_node text, p_at bigint,
  p_leaf bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_row hub.invoice_use;
BEGIN
  INSERT INTO hub.invoice_use (digest, use, use_id, node, used_at)
    VALUES (p_digest, p_use, p_use_id, p_node, p_at)
    ON CONFLICT (digest) WHERE released_at IS NULL DO NOTHING;
  IF FOUND THEN
    PERFORM evidence.append('hub.invoice-used', p_use_id, p_leaf);
    RETURN 'registered';
  END IF;
  SELECT * INTO v_row FROM hub.invoice_use WHERE digest = p_digest AND released_at IS NULL;
  -- Given up between the two statements: the asker asks again.
  IF NOT FOUND THEN RAISE EXCEPTION 'invoice_moved' USING ERRCODE = '40001'; END IF;
  IF v_row.use_id = p_use_id AND v_row.node = p_node THEN RETURN 'known'; END IF;
  RETURN v_row.use;
END $$;
`,
};
