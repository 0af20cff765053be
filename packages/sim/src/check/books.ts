import { type Database, type Executor, statement } from '@zhijie/database';
import { PROVINCES, type ProvinceAddress } from '../nodes/people.ts';

/** A settlement as one side keeps it. */
export type KeptSettlement = {
  readonly settlementId: string;
  readonly state: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly personId: string;
  readonly visitId: string;
  readonly segment: number;
  readonly messageId: string | null;
  readonly settledAt: number | null;
  readonly reversedAt: number | null;
  /** Fen; null while nothing is decided. */
  readonly claim: number | null;
  readonly feeTotal: number | null;
};

export type Trade = Pick<
  KeptSettlement,
  'settlementId' | 'state' | 'careArea' | 'insuredArea' | 'settledAt' | 'reversedAt' | 'claim'
>;

/** Amounts between two areas in one clearing month, as one book says; fen. */
export type Figure = { readonly key: string; readonly amount: number };

/** Everything the books of all nodes say, read with statements of the simulation's own. */
export type Books = {
  readonly care: readonly KeptSettlement[];
  readonly insured: readonly KeptSettlement[];
  readonly hub: readonly Trade[];
  readonly receivable: readonly Figure[];
  readonly payable: readonly Figure[];
  readonly national: readonly Figure[];
};

const CARE = statement(
  'sim-care-settlements',
  `SELECT s.settlement_id AS "settlementId", s.state, s.care_area AS "careArea",
     s.insured_area AS "insuredArea",
     s.person_id AS "personId", s.visit_id AS "visitId", s.segment, s.message_id AS "messageId",
     s.settled_at AS "settledAt", r.reversed_at AS "reversedAt",
     s.paid_by_funds + s.paid_by_personal_account AS claim, s.fee_total AS "feeTotal"
   FROM care.settlement s LEFT JOIN care.reversal r USING (provider_id, settlement_id)
   ORDER BY s.settlement_id`,
);
const INSURED = statement(
  'sim-insured-settlements',
  `SELECT s.settlement_id AS "settlementId", s.state, coalesce(s.care_area, '') AS "careArea",
     coalesce(s.insured_area, '') AS "insuredArea", s.person_id AS "personId", s.visit_id AS "visitId",
     s.segment,
     NULL AS "messageId", s.settled_at AS "settledAt",
     CASE WHEN r.outcome = 'reversed' THEN r.reversed_at END AS "reversedAt",
     CASE WHEN s.state <> 'never-settled' THEN s.paid_by_funds + s.paid_by_personal_account END AS claim,
     CASE WHEN s.state <> 'never-settled' THEN s.fee_total END AS "feeTotal"
   FROM insured.settlement s LEFT JOIN insured.reversal r USING (person_id, settlement_id)
   ORDER BY s.settlement_id`,
);
const HUB = statement(
  'sim-hub-trades',
  `SELECT settlement_id AS "settlementId", state, care_area AS "careArea", insured_area AS "insuredArea",
     settled_at AS "settledAt", reversed_at AS "reversedAt", claim
   FROM hub.trade ORDER BY settlement_id`,
);

const figures = (
  name: string,
  schema: string,
  prefix: string,
  sides: readonly [plus: string, minus: string],
) =>
  statement(
    name,
    `SELECT substr(account, length('${prefix}/') + 1) || ' ' || month AS key, sum(amount)::bigint AS amount
     FROM (
       SELECT ${sides[0]} AS account, month, amount FROM ${schema}.transfer
       WHERE ${sides[0]} LIKE '${prefix}/%'
       UNION ALL
       SELECT ${sides[1]}, month, -amount FROM ${schema}.transfer WHERE ${sides[1]} LIKE '${prefix}/%') x
     GROUP BY 1 ORDER BY 1`,
  );
const RECEIVABLE = figures('sim-receivable', 'care_ledger', 'receivable-from-insured-area', [
  'debit',
  'credit',
]);
const PAYABLE = figures('sim-payable', 'insured_ledger', 'payable-to-care-area', ['credit', 'debit']);

const NATIONAL = figures('sim-national', 'hub_ledger', 'hub-claim', ['debit', 'credit']);

export async function readBooks(databases: Readonly<Record<string, Database>>): Promise<Books> {
  const of = async <T>(read: (db: Executor, province: ProvinceAddress) => Promise<readonly T[]>) =>
    (await Promise.all(PROVINCES.map((province) => read(databases[province]!, province)))).flat();
  const hub = await databases.hub!.query<Trade>(HUB, []);
  return {
    care: await of((db) => db.query<KeptSettlement>(CARE, [])),
    insured: await of((db) => db.query<KeptSettlement>(INSURED, [])),
    hub,
    receivable: await of((db) => db.query<Figure>(RECEIVABLE, [])),
    payable: await of((db) => db.query<Figure>(PAYABLE, [])),
    national: await databases.hub!.query<Figure>(NATIONAL, []),
  };
}

const OPEN = statement(
  'sim-open-work',
  `SELECT (SELECT count(*) FROM care.settlement WHERE state = 'pending')
     + (SELECT count(*) FROM care.reversal WHERE state = 'pending')
     + (SELECT count(*) FROM care.settlement WHERE state = 'settled' AND kind = 'inpatient'
          AND details_delivered_at IS NULL)
     + (SELECT count(*) FROM node.outbox WHERE done_at IS NULL) AS open`,
);

/** How much is still to be brought to its end in the provinces. */
export async function openWork(databases: Readonly<Record<string, Database>>): Promise<number> {
  let open = 0;
  for (const province of PROVINCES) {
    open += (await databases[province]!.query<{ open: number }>(OPEN, []))[0]!.open;
  }
  return open;
}
