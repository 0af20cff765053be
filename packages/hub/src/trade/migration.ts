import type { Migration } from '@zhijie/database';

/**
 * The trade record (design §4): one row per settlement between two provinces, whichever of its settlement and
 * reversal the hub hears of first. States only move forward: a reversal is never undone by a late settlement.
 * Each part clears in the month (China) in which the insured side decided it.
 */
export const tradeMigration: Migration = {
  id: 'hub-002-trade',
  sql: `
CREATE TABLE hub.trade (
  care_area text NOT NULL,
  settlement_id text NOT NULL,
  insured_area text NOT NULL,
  provider_id text NOT NULL,
  person_id text NOT NULL,
  insurance_type text NOT NULL,
  claim bigint NOT NULL,
  state text NOT NULL,
  settled_at bigint,
  month text,
  reversal_id text,
  reversed_at bigint,
  reversal_month text,
  PRIMARY KEY (care_area, settlement_id)
);
-- One function over the row, because PostgreSQL reads the expression of every CHECK anew for every statement.
CREATE FUNCTION hub.is_trade(t hub.trade) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN t.insurance_type IN ('employee', 'resident') AND t.claim >= 0 AND t.state IN ('settled', 'reversed')
    AND (t.settled_at IS NULL) = (t.month IS NULL)
    AND (t.state = 'reversed') = (t.reversal_id IS NOT NULL)
    AND (t.state = 'reversed') = (t.reversed_at IS NOT NULL)
    AND (t.state = 'reversed') = (t.reversal_month IS NOT NULL)
    AND (t.state = 'reversed' OR t.settled_at IS NOT NULL);
END $$;
ALTER TABLE hub.trade ADD CONSTRAINT trade_is_sound CHECK (hub.is_trade(trade));
CREATE INDEX trade_month ON hub.trade (month, care_area, insured_area);
CREATE INDEX trade_reversal_month ON hub.trade (reversal_month, care_area, insured_area)
  WHERE reversal_month IS NOT NULL;

CREATE TYPE hub.trade_part AS (
  kind text, settlement_id text, reversal_id text, care_area text, insured_area text, provider_id text,
  person_id text, insurance_type text, claim bigint, at bigint, month text
);

CREATE FUNCTION hub.assert_same_trade(known hub.trade, part hub.trade_part) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF (known.insured_area, known.provider_id, known.person_id, known.insurance_type, known.claim)
     IS DISTINCT FROM (part.insured_area, part.provider_id, part.person_id, part.insurance_type, part.claim)
  THEN
    RAISE EXCEPTION 'trade_conflict' USING DETAIL = part.settlement_id;
  END IF;
END $$;

-- A settlement whose trade has a row. True when the part is new (its reversal came first); false when it was
-- recorded before with the same content.
CREATE FUNCTION hub.heard_again(part hub.trade_part) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  known hub.trade;
BEGIN
  SELECT * INTO known FROM hub.trade t
  WHERE t.care_area = part.care_area AND t.settlement_id = part.settlement_id FOR UPDATE;
  PERFORM hub.assert_same_trade(known, part);
  IF known.settled_at IS NULL THEN
    UPDATE hub.trade t SET settled_at = part.at, month = part.month
    WHERE t.care_area = part.care_area AND t.settlement_id = part.settlement_id;
    RETURN true;
  END IF;
  IF known.settled_at <> part.at THEN
    RAISE EXCEPTION 'trade_conflict' USING DETAIL = part.settlement_id;
  END IF;
  RETURN false;
END $$;

-- True when the part is new; false when it was recorded before with the same content.
CREATE FUNCTION hub.record_reversal(part hub.trade_part) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  known hub.trade;
BEGIN
  INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
                         claim, state, reversal_id, reversed_at, reversal_month)
  VALUES (part.care_area, part.settlement_id, part.insured_area, part.provider_id, part.person_id,
          part.insurance_type, part.claim, 'reversed', part.reversal_id, part.at, part.month)
  ON CONFLICT (care_area, settlement_id) DO NOTHING;
  IF FOUND THEN RETURN true; END IF;
  SELECT * INTO known FROM hub.trade t
  WHERE t.care_area = part.care_area AND t.settlement_id = part.settlement_id FOR UPDATE;
  PERFORM hub.assert_same_trade(known, part);
  IF known.state = 'settled' THEN
    UPDATE hub.trade t
    SET state = 'reversed', reversal_id = part.reversal_id, reversed_at = part.at, reversal_month = part.month
    WHERE t.care_area = part.care_area AND t.settlement_id = part.settlement_id;
    RETURN true;
  END IF;
  IF (known.reversal_id, known.reversed_at) IS DISTINCT FROM (part.reversal_id, part.at) THEN
    RAISE EXCEPTION 'trade_conflict' USING DETAIL = part.settlement_id;
  END IF;
  RETURN false;
END $$;

-- Parallel arrays, one place per trade; a transfer id is null where there is nothing to claim.
-- Returns how many of the trades were new.
CREATE FUNCTION hub.record_trades(
  p_kinds text[], p_settlement_ids text[], p_reversal_ids text[], p_care_areas text[], p_insured_areas text[],
  p_provider_ids text[], p_person_ids text[], p_insurance_types text[], p_claims bigint[], p_ats bigint[],
  p_months text[], p_subjects text[], p_digests bytea[],
  p_transfer_ids text[], p_debits text[], p_credits text[], p_codes text[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  part hub.trade_part;
  is_new boolean;
  recorded integer := 0;
BEGIN
  FOR i IN 1 .. cardinality(p_kinds) LOOP
    is_new := false;
    IF p_kinds[i] = 'settlement' THEN
      -- The rule first: a settlement that nobody has heard of.
      INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
                             claim, state, settled_at, month)
      VALUES (p_care_areas[i], p_settlement_ids[i], p_insured_areas[i], p_provider_ids[i], p_person_ids[i],
              p_insurance_types[i], p_claims[i], 'settled', p_ats[i], p_months[i])
      ON CONFLICT (care_area, settlement_id) DO NOTHING;
      is_new := FOUND;
    END IF;
    IF NOT is_new THEN
      part := (p_kinds[i], p_settlement_ids[i], p_reversal_ids[i], p_care_areas[i], p_insured_areas[i],
               p_provider_ids[i], p_person_ids[i], p_insurance_types[i], p_claims[i], p_ats[i], p_months[i]);
      is_new := CASE part.kind
        WHEN 'settlement' THEN hub.heard_again(part) ELSE hub.record_reversal(part) END;
    END IF;
    IF is_new THEN
      recorded := recorded + 1;
      IF p_transfer_ids[i] IS NOT NULL THEN
        PERFORM hub_ledger.post(ARRAY[p_transfer_ids[i]], ARRAY[p_debits[i]], ARRAY[p_credits[i]],
                                ARRAY[p_claims[i]], ARRAY[p_codes[i]], p_subjects[i], p_months[i], p_ats[i]);
      END IF;
      INSERT INTO evidence.journal (kind, subject, digest)
      VALUES ('trade.' || p_kinds[i], p_subjects[i], p_digests[i]);
    END IF;
  END LOOP;
  RETURN recorded;
END $$;
`,
};
