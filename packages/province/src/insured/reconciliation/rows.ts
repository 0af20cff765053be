import { type Executor, statement } from '@zhijie/database';
import { type RowReference, tradeRowReader } from '@zhijie/evidence';

const NEVER = statement(
  'insured-trade-never-settled',
  `SELECT a.item_id AS "itemId", 'refused' AS state
   FROM unnest($1::text[], $2::text[], $3::text[]) a (person_id, settlement_id, item_id)
   JOIN insured.settlement s ON s.person_id = a.person_id AND s.settlement_id = a.settlement_id
   WHERE s.state = 'never-settled'`,
);

/** The insured side's part of the daily comparison. A tombstone is a row that never took effect. */
export const insuredTradeRows = {
  reader: tradeRowReader('insured.trade_row', 'person_id'),
  undecided: (db: Executor, references: readonly RowReference[]) =>
    db.query<{ itemId: string; state: 'refused' }>(NEVER, [
      references.map(({ personId }) => personId),
      references.map(({ settlementId }) => settlementId),
      references.map(({ itemId }) => itemId),
    ]),
};
