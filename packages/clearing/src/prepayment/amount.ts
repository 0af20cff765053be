import { assert, type TotalFen, totalFen } from '@zhijie/kernel';

/**
 * PF-01: twice the monthly average of the settlement funds of October to December of the year before, fen
 * (医保发〔2022〕22号 annex, article 18). The notice states no rounding: half up at fen.
 */
export function prepaymentAmount(quarter: readonly [TotalFen, TotalFen, TotalFen]): TotalFen {
  let sum = 0n;
  for (const month of quarter) {
    assert(month >= 0, 'The funds of a month are not negative');
    sum += BigInt(month);
  }
  return totalFen(Number((4n * sum + 3n) / 6n));
}

/** What an insured province prepays a care province in a year. */
export type PrepaymentShare = {
  readonly careProvince: string;
  readonly insuredProvince: string;
  readonly amount: TotalFen;
};

export type Adjustment = PrepaymentShare & {
  readonly before: TotalFen;
  /** Positive: the insured province pays in; negative: the care province gives back, marked "*" (C-09). */
  readonly change: TotalFen;
};

/**
 * The yearly adjustment, pair by pair (PF-01: cleared yearly; PF-02): from what stands to what the new year
 * needs. A pair in only one of the lists counts as zero in the other, so an ended pair is given back whole.
 */
export function adjustPrepayment(
  standing: readonly PrepaymentShare[],
  needed: readonly PrepaymentShare[],
): Adjustment[] {
  const pairs = new Map<string, { before: TotalFen; amount: TotalFen }>();
  const enter = (shares: readonly PrepaymentShare[], field: 'before' | 'amount'): void => {
    for (const { careProvince, insuredProvince, amount } of shares) {
      assert(amount >= 0, 'A prepayment is not negative');
      const key = `${careProvince} ${insuredProvince}`;
      const pair = pairs.get(key) ?? { before: totalFen(0), amount: totalFen(0) };
      assert(pair[field] === 0, `The pair ${key} occurs twice`);
      pairs.set(key, { ...pair, [field]: amount });
    }
  };
  enter(standing, 'before');
  enter(needed, 'amount');
  return [...pairs]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { before, amount }]) => {
      const [careProvince = '', insuredProvince = ''] = key.split(' ');
      return { careProvince, insuredProvince, amount, before, change: totalFen(amount - before) };
    });
}

/** PF-01: a care province may use the prepayments of all insured provinces as one pool. */
export function poolOf(shares: readonly PrepaymentShare[], careProvince: string): TotalFen {
  return totalFen(
    shares
      .filter((share) => share.careProvince === careProvince)
      .reduce((sum, { amount }) => totalFen(sum + amount), 0),
  );
}
