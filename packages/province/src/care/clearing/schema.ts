import type { Migration } from '@zhijie/database';

/**
 * What a hospital confirmed of its cross-province bills, and its applications for clearing (procedures R-02,
 * R-03, C-02). Confirmed by any call that is not taken back; the rows stay.
 */
export const clearingMigration: Migration = {
  id: 'care-095-clearing',
  sql: `
CREATE TABLE care.clearing_confirmation (
  provider_id text NOT NULL REFERENCES care.institution,
  item_id text NOT NULL,
  reference text NOT NULL,
  period text NOT NULL CHECK (period ~ '^\\d{4}-\\d{2}$'),
  message_id text NOT NULL,
  confirmed_at bigint NOT NULL,
  taken_back_at bigint CHECK (taken_back_at >= confirmed_at),
  PRIMARY KEY (provider_id, item_id, reference)
);
COMMENT ON COLUMN care.clearing_confirmation.reference IS 'Number of the answer that confirmed it';
CREATE INDEX ON care.clearing_confirmation (provider_id, reference);

-- What waited for its confirmation in vain (procedures R-03): 'asked' until the hub answers; 'deferred' it
-- is in the later month; 'closed' the month was generated before, so that it cleared as it stood.
CREATE TABLE care.clearing_deferral (
  provider_id text NOT NULL REFERENCES care.institution,
  item_id text NOT NULL,
  settlement_id text NOT NULL,
  care_area text NOT NULL,
  period text NOT NULL CHECK (period ~ '^\\d{4}-\\d{2}$'),
  to_period text NOT NULL CHECK (to_period > period),
  state text NOT NULL CHECK (state IN ('asked', 'deferred', 'closed')),
  decided_at bigint NOT NULL,
  PRIMARY KEY (provider_id, item_id, period)
);
CREATE INDEX ON care.clearing_deferral (decided_at) WHERE state = 'asked';

CREATE TABLE care.clearing_application (
  provider_id text NOT NULL REFERENCES care.institution,
  application_id text NOT NULL,
  clearing_category text NOT NULL,
  clearing_method text,
  period text NOT NULL CHECK (period ~ '^\\d{4}-\\d{2}$'),
  from_date text NOT NULL,
  until_date text NOT NULL CHECK (until_date >= from_date),
  visits integer NOT NULL CHECK (visits >= 0),
  fee_total bigint NOT NULL,
  recognised_total bigint NOT NULL,
  funds_declared bigint NOT NULL,
  paid_in_cash bigint NOT NULL,
  paid_by_account bigint NOT NULL,
  message_id text NOT NULL,
  actor_id text NOT NULL,
  applied_at bigint NOT NULL,
  withdrawn_at bigint CHECK (withdrawn_at >= applied_at),
  PRIMARY KEY (provider_id, application_id)
);
-- One application per institution, category and days at a time; amounts in fen.
CREATE UNIQUE INDEX clearing_application_live
  ON care.clearing_application (provider_id, clearing_category, from_date, until_date)
  WHERE withdrawn_at IS NULL;

-- Whether an item is settled between hospital and agency: taking it back is a new negative record then.
-- 'reconciled', 'confirmed' or null.
CREATE FUNCTION care.closed_by(p_provider text, p_item text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM care.clearing_confirmation
      WHERE provider_id = p_provider AND item_id = p_item AND taken_back_at IS NULL) THEN 'confirmed'
    WHEN EXISTS (SELECT FROM care.reconciled_item
      WHERE provider_id = p_provider AND item_id = p_item) THEN 'reconciled' END
$$;
`,
};
