import type { Migration } from '@zhijie/database';

/** What the three parties compare every day (procedures R-01), as the care side has it. */
export const tradeRowMigration: Migration = {
  id: 'care-300-trade-row',
  sql: `
CREATE INDEX reversal_by_moment ON care.reversal (reversed_at) WHERE state = 'reversed';
CREATE VIEW care.trade_row AS
  SELECT s.settlement_id AS item_id, s.settlement_id, 'settlement'::text AS kind, s.care_area, s.insured_area,
    s.provider_id, s.person_id, s.insurance_type,
    s.paid_by_funds + s.paid_by_personal_account AS claim, s.settled_at AS at
  FROM care.settlement s
  WHERE s.settled_at IS NOT NULL AND left(s.care_area, 2) <> left(s.insured_area, 2)
  UNION ALL
  SELECT r.reversal_id, s.settlement_id, 'reversal'::text, s.care_area, s.insured_area, s.provider_id,
    s.person_id, s.insurance_type, -(s.paid_by_funds + s.paid_by_personal_account), r.reversed_at
  FROM care.reversal r
  JOIN care.settlement s ON s.provider_id = r.provider_id AND s.settlement_id = r.settlement_id
  WHERE r.state = 'reversed' AND left(s.care_area, 2) <> left(s.insured_area, 2);
COMMENT ON VIEW care.trade_row IS 'Settlements and reversals between provinces; claim in fen, moments in ms';
`,
};
