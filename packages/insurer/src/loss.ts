import { type Executor, statement } from '@zhijie/database';

/** One month of one product of an insurer, fen. */
export type LossRow = {
  readonly product: string;
  readonly title: string;
  readonly month: string;
  readonly payments: number;
  readonly paid: number;
  readonly undone: number;
  readonly net: number;
};

const LOSS = statement(
  'gateway-loss',
  `SELECT f.product, coalesce(max(p.title), f.product) AS title, f.month,
     count(*) FILTER (WHERE f.kind = 'paid') AS payments,
     coalesce(sum(f.amount) FILTER (WHERE f.kind = 'paid'), 0)::bigint AS paid,
     coalesce(sum(f.amount) FILTER (WHERE f.kind = 'undone'), 0)::bigint AS undone,
     sum(CASE f.kind WHEN 'paid' THEN f.amount ELSE -f.amount END)::bigint AS net
   FROM gateway.payment_fact f LEFT JOIN gateway.product p ON p.product = f.product
   WHERE f.insurer = $1 AND left(f.month, 4) = $2
   GROUP BY f.product, f.month ORDER BY f.product, f.month`,
);

/** What an insurer paid in a year, by product and month; with the year's premiums it is the loss ratio. */
export function lossOf(db: Executor, insurer: string, year: number): Promise<LossRow[]> {
  return db.query<LossRow>(LOSS, [insurer, String(year)]);
}

/** Net payments over premiums, 1/10 000, cut off; null without premiums. */
export function lossRatio(net: number, premiums: number): number | null {
  return premiums <= 0 ? null : Number((BigInt(net) * 10_000n) / BigInt(premiums));
}
