import type { FunctionCall } from '@zhijie/database';
import { type Fen, fen, type Instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { HoldQuestion, LegAnswer } from './at-once.ts';
import type { LegAsker } from './store.ts';

/** Whose money a leg moves; each kind has one `LegPayer` (`payers.ts`). */
export type LegKind = 'insurer' | 'family' | 'credit';

/** A settled bill as a payer of its rest sees it: the payer reads more by itself, within its own consent. */
export type LegBill = { readonly settlementId: string; readonly personId: string };

export type LegOffer = {
  readonly kind: LegKind;
  /** The product, the family quota, the credit line. */
  readonly payer: string;
  readonly name: string;
  /** The most it would pay now of what is left, fen. */
  readonly amount: Fen;
  /** Why it cannot pay now, for a person; null when it can. */
  readonly obstacle: string | null;
};

export type LegAsk = LegBill & {
  readonly legId: string;
  readonly actId: string;
  readonly payer: string;
  /** The most that is asked for, fen: what is left to the person at this leg's turn. */
  readonly asked: Fen;
  readonly until: Instant;
};

export type LegState = 'absent' | 'held' | 'confirmed' | 'voided' | 'refused' | 'later';

export type LegOutcome = {
  readonly state: LegState;
  /** Zero unless held or confirmed, fen. */
  readonly amount: Fen;
  readonly heldUntil: Instant | null;
  readonly reason: { readonly code: string; readonly text: string } | null;
  /** The payer's own paper (a second slip). */
  readonly slipId: string | null;
};

/** Of a leg of which nothing is known. */
export const ABSENT: LegOutcome = {
  state: 'absent',
  amount: fen(0),
  heldUntil: null,
  reason: null,
  slipId: null,
};

/**
 * Somebody who pays a part of what the public funds left to the person. Every verb may be repeated under the
 * same leg id without further effect and then says the same; final states never regress; `undo` before `hold`
 * stops the hold for ever. `undo` of a confirmed leg gives everything back (journey 17: reversal restores
 * every counter). A payer that cannot decide now says `later` and queues it as a claim of its own (K-07);
 * it never throws for a reason of its business.
 */
export type LegPayer = {
  readonly kind: LegKind;
  quote(deps: InsuredDeps, bill: LegBill, left: Fen): Promise<readonly LegOffer[]>;
  hold(deps: InsuredDeps, ask: LegAsk): Promise<LegOutcome>;
  confirm(deps: InsuredDeps, legId: string): Promise<LegOutcome>;
  undo(deps: InsuredDeps, leg: { readonly legId: string; readonly personId: string }): Promise<LegOutcome>;
  outcome(deps: InsuredDeps, legId: string): Promise<LegOutcome>;
  /**
   * Of a payer that decides by what this node has: question, payment and answer in one transaction, one round
   * trip. Null: not this time, the leg goes the way above.
   */
  readonly atOnce?: {
    hold(deps: InsuredDeps, ask: LegAsk, question: HoldQuestion): Promise<LegAnswer | null>;
    /** `owns`: whether who asks opened the leg. */
    confirm(deps: InsuredDeps, legId: string, owns: (asker: LegAsker) => boolean): Promise<LegOutcome | null>;
    /** The same, decided and not written: whoever asks writes it in a statement of its own. */
    holdBeside(
      deps: InsuredDeps,
      ask: LegAsk,
      question: HoldQuestion & { readonly atHand?: unknown },
    ): Promise<LegWriting | null>;
    confirmBeside(
      deps: InsuredDeps,
      legId: string,
      owns: (asker: LegAsker) => boolean,
      read?: unknown,
    ): Promise<LegWriting | null>;
  };
};

/** What a leg is as soon as `call` is done, which raises where what it rests on has changed meanwhile. */
export type LegWriting = { readonly outcome: LegOutcome; readonly call: FunctionCall };
