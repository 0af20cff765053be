import { insurerPayer } from '../commercial/payer.ts';
import { creditPayer } from '../credit/payer.ts';
import { familyPayer } from '../family/leg-payer.ts';
import type { LegKind, LegPayer } from './payer.ts';

/** Who stands behind each kind of leg. A kind without one is refused by name. */
export const LEG_PAYERS: Readonly<Partial<Record<LegKind, LegPayer>>> = {
  insurer: insurerPayer,
  family: familyPayer,
  credit: creditPayer,
};
