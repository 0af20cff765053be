/** A leg whose question and answer are kept in one commit, by the payer's own statement. */
import { digestOf } from '@zhijie/evidence';
import { type Actor, assert, fen, type Refusal, type Result } from '@zhijie/kernel';
import type { LegOutcome } from './payer.ts';
import type { Opening } from './store.ts';

/** The row of a leg with the digests of its two leaves, as `insured.keep_leg` takes them. */
export type LegRow = {
  readonly row: object;
  readonly actor: Actor;
  readonly asked: Uint8Array;
  readonly said: Uint8Array;
};

/** The row of a leg for what its payer says of it. */
export type LegRowOf = (outcome: LegOutcome) => LegRow;

export type LegAnswer = Result<LegOutcome, Refusal>;

/** What a payer needs beside what is asked. */
export type HoldQuestion = {
  readonly writing: LegRowOf;
  /** Of a leg and its bill as they were read: a refusal, or what is known, or that the leg is new. */
  readonly judge: (opening: Opening) => Result<LegOutcome | 'new' | 'opened', Refusal>;
};

/** What is entered of a payer's words: one that would pay nothing holds nothing, and none pays too much. */
export function enteredOf(outcome: LegOutcome, asked: number): LegOutcome {
  const isPaid = outcome.state === 'held' || outcome.state === 'confirmed';
  assert(!isPaid || outcome.amount <= asked, 'a payer pays at most what it is asked for');
  if (isPaid && outcome.amount === 0) return { ...outcome, state: 'refused', heldUntil: null };
  return { ...outcome, amount: isPaid ? outcome.amount : fen(0) };
}

export const saidDigest = (legId: string, said: LegOutcome): Uint8Array => digestOf({ legId, ...said });
