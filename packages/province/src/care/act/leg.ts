import type { Fen } from '@zhijie/kernel';
import type { Action, Said } from '@zhijie/payments';
import type { CareDeps } from '../deps.ts';
import type { Standing } from './store.ts';

export type Asking = Extract<Action, { readonly is: 'ask' }>;

/** What a payer says, and the settlement when it was the funds that said it. */
export type Told = Omit<Said, 'is' | 'legId'> & { readonly settlementId?: string };

/**
 * Asks one leg one verb. Null: no answer, or none yet; nothing is assumed. Repeating has no further effect.
 */
export type AskLeg = (deps: CareDeps, standing: Standing, asking: Asking) => Promise<Told | null>;

const NOTHING = 0 as Fen;

export const told = (state: Said['state'], own: Partial<Omit<Told, 'state'>> = {}): Told => ({
  state,
  amount: NOTHING,
  reason: null,
  slipId: null,
  bill: null,
  ...own,
});

export const refusedFor = (code: string, text: string): Told => told('refused', { reason: { code, text } });
