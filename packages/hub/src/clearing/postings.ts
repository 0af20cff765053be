import type { ClearingItem, Order } from '@zhijie/clearing';
import { type Executor, statement } from '@zhijie/database';
import { assert, type Instant, type InsuranceType, type Month, monthOf, provinceOf } from '@zhijie/kernel';
import { hubClaim, hubOwed, type Pair, portionsOf, type Transfer } from '@zhijie/ledger';

/**
 * Codes under which clearing and prepayment move money in the hub's ledger; the claims of trades have their
 * own.
 */
export const CLEARING_CODES = [
  'clearing-payment',
  'deduction',
  'restoration',
  'prepayment-paid',
  'prepayment-returned',
] as const;

/** What one pair of areas has in a payment: positive, the insured area owes. */
type PairNet = { readonly careArea: string; readonly insuredArea: string; readonly net: number };

const PAIR_NETS = statement(
  'hub-clearing-pair-nets',
  `SELECT care_area AS "careArea", insured_area AS "insuredArea", sum(amount)::bigint AS net
   FROM hub.clearing_item
   WHERE period = $1 AND left(care_area, 2) = $2 AND left(insured_area, 2) = $3 AND insurance_type = $4
   GROUP BY care_area, insured_area HAVING sum(amount) <> 0 ORDER BY care_area, insured_area`,
);

const PAIR_NETS_OF_PROVINCE = statement(
  'hub-clearing-pair-nets-of-province',
  `SELECT care_area AS "careArea", insured_area AS "insuredArea", insurance_type AS "insuranceType",
     sum(amount)::bigint AS net
   FROM hub.clearing_item
   WHERE period = $1 AND $2 IN (left(care_area, 2), left(insured_area, 2))
   GROUP BY care_area, insured_area, insurance_type HAVING sum(amount) <> 0
   ORDER BY care_area, insured_area`,
);
export type PairNetOfType = PairNet & { readonly insuranceType: InsuranceType };

type Settling = {
  readonly id: string;
  readonly reference: string;
  readonly code: (typeof CLEARING_CODES)[number];
  readonly pair: Pair;
  readonly at: Instant;
};

/** Takes `net` off a claim between two areas; a negative net brings it back. */
function settling(net: number, { id, reference, code, pair, at }: Settling): Transfer[] {
  const [claim, owed] = [hubClaim(pair), hubOwed(pair)];
  return portionsOf(Math.abs(net)).map((amount, index) => ({
    transferId: index === 0 ? id : `${id}.${index + 1}`,
    debit: net > 0 ? owed : claim,
    credit: net > 0 ? claim : owed,
    amount,
    code,
    reference,
    month: monthOf(at),
    postedAt: at,
  }));
}

/** A deduction makes the claim smaller (C-06), a restoration larger again. */
export function deductionTransfers(item: ClearingItem): Transfer[] {
  assert(item.kind === 'deduction' || item.kind === 'restoration', 'A trade posts its claim itself');
  const { itemId, insuredArea, careArea, insuranceType, decidedAt } = item;
  return settling(0 - item.amount, {
    id: `${itemId}.${item.kind}`,
    reference: itemId,
    code: item.kind,
    pair: { insuredArea, careArea, insuranceType },
    at: decidedAt,
  });
}

/** The pairs of areas behind every payment of a month that one province makes or gets. */
export function pairNetsOfProvince(db: Executor, period: Month, province: string): Promise<PairNetOfType[]> {
  return db.query<PairNetOfType>(PAIR_NETS_OF_PROVINCE, [period, province]);
}

/** Those of one payment among them. */
export function pairsOf(order: Order, nets: readonly PairNetOfType[]): PairNet[] {
  const [care, insured] = sidesOf(order);
  return nets
    .filter(
      (each) =>
        each.insuranceType === order.insuranceType &&
        provinceOf(each.careArea) === care &&
        provinceOf(each.insuredArea) === insured,
    )
    .map(({ careArea, insuredArea, net }) => ({ careArea, insuredArea, net }));
}

/** The provinces of care and of insurance behind an order: who is paid, unless it is a return (C-09). */
const sidesOf = ({ payer, payee, isReturn }: Order): readonly [care: string, insured: string] =>
  isReturn ? [payer, payee] : [payee, payer];

/** What a payment posts by the items behind it, and their sum: the order's amount, negative for a return. */
export async function paymentParts(
  db: Executor,
  period: string,
  order: Order,
  at: Instant,
): Promise<{ readonly transfers: readonly Transfer[]; readonly sum: number }> {
  const { insuranceType, orderId } = order;
  const nets = await db.query<PairNet>(PAIR_NETS, [period, ...sidesOf(order), insuranceType]);
  const transfers = nets.flatMap(({ careArea, insuredArea, net }) =>
    settling(net, {
      id: `${orderId}.${insuredArea}.${careArea}`,
      reference: orderId,
      code: 'clearing-payment',
      pair: { careArea, insuredArea, insuranceType },
      at,
    }),
  );
  return { transfers, sum: nets.reduce((total, { net }) => total + net, 0) };
}

/** A payment settles the claims behind it, pair of areas by pair of areas; together they are its amount. */
export async function paymentTransfers(
  db: Executor,
  period: string,
  order: Order,
  at: Instant,
): Promise<readonly Transfer[]> {
  const { transfers, sum } = await paymentParts(db, period, order, at);
  const due = order.isReturn ? 0 - order.amount : order.amount;
  assert(sum === due, `Order ${order.orderId} is the sum of its pairs of areas`);
  return transfers;
}
