import { assert } from '../base/defect.ts';
import { addFen, type Fen, ZERO_FEN } from '../money/fen.ts';

/**
 * A fee by scope, all fen: total = excluded (全自费) + overLimit (超限价) + selfPaidFirst (先行自付) + eligible
 * (政策范围内). Holds of a line, a category row and a bill (procedures V-02, V-03).
 */
export type FeeParts = {
  readonly total: Fen;
  readonly excluded: Fen;
  readonly overLimit: Fen;
  readonly selfPaidFirst: Fen;
  readonly eligible: Fen;
};

export const ZERO_FEE_PARTS: FeeParts = {
  total: ZERO_FEN,
  excluded: ZERO_FEN,
  overLimit: ZERO_FEN,
  selfPaidFirst: ZERO_FEN,
  eligible: ZERO_FEN,
};

/** A Defect unless the parts sum to the total and have one sign: a reversal has none above zero. */
export function assertFeeParts(fees: FeeParts): void {
  const { total, excluded, overLimit, selfPaidFirst, eligible } = fees;
  assert(
    total === excluded + overLimit + selfPaidFirst + eligible,
    'The parts of a fee do not sum to its total',
  );
  const isFee = excluded >= 0 && overLimit >= 0 && selfPaidFirst >= 0 && eligible >= 0;
  const isReversal = excluded <= 0 && overLimit <= 0 && selfPaidFirst <= 0 && eligible <= 0;
  assert(isFee || isReversal, 'The parts of a fee differ in sign');
}

/** Column sums; none given is a zero fee. */
export function addFeeParts(...fees: FeeParts[]): FeeParts {
  return fees.reduce(
    (sum, each) => ({
      total: addFen(sum.total, each.total),
      excluded: addFen(sum.excluded, each.excluded),
      overLimit: addFen(sum.overLimit, each.overLimit),
      selfPaidFirst: addFen(sum.selfPaidFirst, each.selfPaidFirst),
      eligible: addFen(sum.eligible, each.eligible),
    }),
    ZERO_FEE_PARTS,
  );
}
