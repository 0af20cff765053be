import { type Executor, statement } from '@zhijie/database';

export type MutualAidCheck = 'mutual-aid-is-posted' | 'mutual-aid-legs-add-up' | 'wallet-within-limits';
export type MutualAidBreach = {
  readonly check: MutualAidCheck;
  readonly subject: string;
  readonly found: string;
};

const UNPOSTED = statement(
  'hub-mutual-aid-unposted',
  `WITH said AS (
     SELECT transfer_id || '.aid-quota' AS id, amount FROM hub.quota_transfer WHERE outcome = 'accepted'
     UNION ALL
     SELECT spend_id || CASE kind WHEN 'spent' THEN '.aid-spent' ELSE '.aid-unspent' END, amount
     FROM hub.mutual_aid_item
   )
   SELECT coalesce(s.id, t.transfer_id) AS subject, coalesce(s.amount, 0) AS said,
     coalesce(t.amount, 0) AS posted
   FROM said s FULL JOIN (SELECT transfer_id, amount FROM hub_ledger.transfer WHERE code LIKE 'aid-%') t
     ON t.transfer_id = s.id
   WHERE s.amount IS DISTINCT FROM t.amount ORDER BY 1 LIMIT 100`,
);
const LEGS = statement(
  'hub-mutual-aid-legs',
  `SELECT l.leg_id AS subject, l.state, l.amount, coalesce(p.amount, 0)::bigint AS parts,
     coalesce(i.amount, 0)::bigint AS items
   FROM hub.quota_leg l
   LEFT JOIN (SELECT leg_id, sum(amount) AS amount FROM hub.quota_part GROUP BY leg_id) p USING (leg_id)
   LEFT JOIN (SELECT leg_id, sum(CASE kind WHEN 'spent' THEN amount ELSE -amount END) AS amount
     FROM hub.mutual_aid_item GROUP BY leg_id) i USING (leg_id)
   WHERE l.amount <> coalesce(p.amount, 0)
     OR coalesce(i.amount, 0) <> CASE l.state WHEN 'confirmed' THEN l.amount ELSE 0 END
   ORDER BY 1 LIMIT 100`,
);
const LIMITS = statement(
  'hub-mutual-aid-limits',
  `SELECT recipient_id || ' ' || on_day AS subject, count(*)::integer AS transfers FROM hub.quota_transfer
   WHERE outcome = 'accepted' GROUP BY recipient_id, on_day HAVING count(*) > 3 ORDER BY 1 LIMIT 100`,
);

/** Wallets: rows are posted, legs are their parts and items, no wallet takes more than three a day. */
export async function mutualAidBreaches(db: Executor): Promise<MutualAidBreach[]> {
  const unposted = await db.query<{ subject: string; said: number; posted: number }>(UNPOSTED, []);
  type Leg = { subject: string; state: string; amount: number; parts: number; items: number };
  const legs = await db.query<Leg>(LEGS, []);
  const limits = await db.query<{ subject: string; transfers: number }>(LIMITS, []);
  return [
    ...unposted.map(({ subject, said, posted }) => ({
      check: 'mutual-aid-is-posted' as const,
      subject,
      found: `${said} fen said, ${posted} fen posted`,
    })),
    ...legs.map(({ subject, state, amount, parts, items }) => ({
      check: 'mutual-aid-legs-add-up' as const,
      subject,
      found: `${state} of ${amount} fen, parts ${parts} fen, items ${items} fen`,
    })),
    ...limits.map(({ subject, transfers }) => ({
      check: 'wallet-within-limits' as const,
      subject,
      found: `${transfers} transfers`,
    })),
  ];
}

const SPENDS = statement(
  'hub-mutual-aid-spends',
  `SELECT spend_id AS "spendId", left(donor_area, 2) AS node, amount FROM hub.mutual_aid_item WHERE at < $1`,
);
const ACCEPTED = statement(
  'hub-mutual-aid-accepted',
  `SELECT transfer_id AS "transferId", left(donor_area, 2) AS node, amount FROM hub.quota_transfer
   WHERE outcome = 'accepted'`,
);

/** What donors' provinces must have in their books, for the doctor. */
export async function aidOfNation(db: Executor, before: number) {
  return {
    spends: await db.query<{ spendId: string; node: string; amount: number }>(SPENDS, [before]),
    accepted: await db.query<{ transferId: string; node: string; amount: number }>(ACCEPTED, []),
  };
}
