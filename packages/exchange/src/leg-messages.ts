/**
 * The parts of a settled bill that somebody else than the public funds pays, kept at the insured side: an
 * insurer, a family's quota, a bank's credit. The care side holds the act of the bill and speaks to each leg
 * in the same four words under its own reference, so that a lost answer is asked for and never guessed.
 * None of it changes a public byte (procedures K-07, Q-06). Amounts are fen.
 */
import Type from 'typebox';

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Amount = Type.Integer({ minimum: 0, maximum: 9e11 });
const Moment = Type.Integer({ minimum: 0 });
const Label = Type.String({ maxLength: 200 });

/** Who pays behind a leg. */
export const LEG_KINDS = ['insurer', 'family', 'credit'] as const;
const Kind = Type.Enum([...LEG_KINDS]);

/**
 * `absent`: nothing is known under this reference. `refused` and `voided` are final without money moved;
 * `later`: it will be settled as a claim afterwards, nothing is paid now (K-07).
 */
const LEG_STATES = ['absent', 'held', 'confirmed', 'voided', 'refused', 'later'] as const;
const State = Type.Enum([...LEG_STATES]);

const LegOutcome = Type.Object({
  state: State,
  /** What the payer pays; zero unless held or confirmed. */
  amount: Amount,
  /** A hold that nobody confirms ends here by itself. */
  heldUntil: Type.Union([Moment, Type.Null()]),
  /** Why it was refused or put off: a code of the payer's closed list and the text a person reads. */
  reason: Type.Union([Type.Object({ code: Id, text: Label }), Type.Null()]),
  /** The payer's own paper about it (a second slip), for the person only. */
  slipId: Type.Union([Id, Type.Null()]),
});

const define = <const N extends string, Q extends Type.TSchema, A extends Type.TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const LEG_MESSAGES = {
  /** Who could pay a part of what is left to the person of this settled bill. Has no effect. */
  'leg.quote@1': define(
    'leg.quote@1',
    Type.Object({ settlementId: Id, personId: Id, left: Amount }),
    Type.Object({
      offers: Type.Array(
        Type.Object({
          kind: Kind,
          /** The product, the family quota or the credit line, as its payer names it. */
          payer: Id,
          name: Label,
          /** The most that it would pay now of what is left; of an insurer, its calculated payment. */
          amount: Amount,
          /** Null when it can pay; otherwise why not now, for a person. */
          obstacle: Type.Union([Label, Type.Null()]),
        }),
        { maxItems: 100 },
      ),
    }),
  ),
  'leg.hold@1': define(
    'leg.hold@1',
    Type.Object({
      legId: Id,
      actId: Id,
      settlementId: Id,
      personId: Id,
      kind: Kind,
      payer: Id,
      /** The most that is asked for: what is left to the person at this leg's turn. */
      asked: Amount,
      /** The hold need not live longer. */
      until: Moment,
    }),
    LegOutcome,
  ),
  /** `kind` lets the payer be asked at once; without it the leg is looked up first. */
  'leg.confirm@1': define('leg.confirm@1', Type.Object({ legId: Id, kind: Type.Optional(Kind) }), LegOutcome),
  /** Also before its hold arrived: the hold is then refused for ever. */
  'leg.void@1': define('leg.void@1', Type.Object({ legId: Id, personId: Id, kind: Kind }), LegOutcome),
  'leg.outcome@1': define('leg.outcome@1', Type.Object({ legId: Id }), LegOutcome),
} as const;
