import { fen, type Instant } from '@zhijie/kernel';
import { ABSENT, type LegOutcome, type LegState } from '../leg/payer.ts';
import { CREDIT_REFUSAL_TEXTS, type CreditRefusalCode } from './refusals.ts';
import type { UseRow } from './store.ts';

/**
 * How a use stands for the act of its bill. While the bank is asked to debit it is still held; while it is
 * asked to give a debit back it is still confirmed; a reservation that is being freed is as good as none.
 */
function stateOf({ state, isDrawn, reason }: UseRow): LegState {
  switch (state) {
    case 'asked':
      return 'absent';
    case 'paying':
      return 'held';
    case 'undoing':
      return isDrawn ? 'confirmed' : reason === null ? 'voided' : 'refused';
    default:
      return state;
  }
}

const isPending = ({ state, isDrawn }: UseRow): boolean =>
  state === 'paying' || (state === 'undoing' && isDrawn);

/** What the act hears of a use. */
export function outcomeOf(use: UseRow | null): LegOutcome {
  if (use === null) return ABSENT;
  const state = stateOf(use);
  const isAlive = state === 'held' || state === 'confirmed';
  const code = (isPending(use) ? 'credit-bank-silent' : use.reason) as CreditRefusalCode | null;
  return {
    state,
    amount: isAlive ? use.amount : fen(0),
    heldUntil: state === 'held' ? (use.heldUntil as Instant) : null,
    reason: code === null ? null : { code, text: CREDIT_REFUSAL_TEXTS[code] },
    slipId: null,
  };
}
