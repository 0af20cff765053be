/**
 * Mutual aid between relatives (职工医保个人账户家庭共济, procedures Q-12): a province puts money of a donor into
 * the wallet that the nation keeps for a relative, the relative's province spends of it, and the nation tells
 * the donor's province what its donors' money paid. The nation knows persons by their ids only. Amounts are
 * fen.
 */
import Type, { type Static } from 'typebox';
import { Area, Day, Id, Moment, MonthText, words } from './message-schemas.ts';

const Amount = Type.Integer({ minimum: 0, maximum: 9e11 });
const Paid = Type.Integer({ minimum: 1, maximum: 9e11 });
const Signed = Type.Integer({ minimum: -9e15, maximum: 9e15 });
const Short = Type.String({ minLength: 1, maxLength: 64 });
const SpendId = Type.String({ minLength: 1, maxLength: 80 });
const Cursor = Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()]);

/** Whom a donor may help: near relatives. The word says what the relative is to the donor. */
export const RELATIONS = ['spouse', 'parent', 'child', 'sibling', 'grandparent', 'grandchild'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Why the nation does not take a transfer into a wallet; the first of this list decides. */
export const QUOTA_REFUSALS = [
  'transfer-too-large',
  'relative-unknown',
  'relative-is-donor',
  'relative-not-insured',
  'wallet-full-today',
] as const;

const Part = Type.Object({ donorId: Id, donorArea: Area, amount: Amount });
const State = Type.Enum(['absent', 'held', 'confirmed', 'voided', 'refused']);

const QuotaLeg = Type.Object({
  state: State,
  amount: Amount,
  heldUntil: Type.Union([Moment, Type.Null()]),
  /** Why it pays nothing; null when it pays or is gone. */
  reason: Type.Union([words('wallet-empty', 'hold-expired', 'voided-before'), Type.Null()]),
});

const Pair = Type.Object({
  donorProvince: Type.String({ pattern: '^\\d{2}$' }),
  careProvince: Type.String({ pattern: '^\\d{2}$' }),
  spends: Type.Integer({ minimum: 0 }),
  paid: Signed,
  returned: Signed,
  /** What the donor's province owes the care province of this month: paid less returned. */
  owed: Signed,
});

const define = <const N extends string, Q extends Type.TSchema, A extends Type.TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const FAMILY_MESSAGES = {
  /** A donor's money, set aside in the donor's province, becomes a quota of the relative's wallet. */
  'quota.transfer@1': define(
    'quota.transfer@1',
    Type.Object({
      transferId: Short,
      donorId: Id,
      donorArea: Area,
      /** The relative by the directory's keyed digest. */
      relativeDigest: Type.String({ minLength: 1, maxLength: 128 }),
      relation: words(...RELATIONS),
      amount: Paid,
    }),
    Type.Object({
      outcome: words('accepted', 'refused'),
      reason: Type.Union([words(...QUOTA_REFUSALS), Type.Null()]),
      /** Whose wallet it is; null unless accepted. */
      recipientId: Type.Union([Id, Type.Null()]),
      acceptedAt: Type.Union([Moment, Type.Null()]),
    }),
  ),
  /** What a person insured at the asking province has in the wallet. */
  'quota.read@1': define(
    'quota.read@1',
    Type.Object({ personId: Id, cursor: Cursor }),
    Type.Object({
      /** Free to spend, and held for bills under way. */
      free: Amount,
      held: Amount,
      transfersToday: Type.Integer({ minimum: 0 }),
      parts: Type.Array(Part, { maxItems: 100 }),
      entries: Type.Array(
        Type.Object({
          entryId: SpendId,
          kind: words('received', 'spent', 'returned'),
          amount: Amount,
          at: Moment,
        }),
        { maxItems: 50 },
      ),
      next: Cursor,
    }),
  ),
  'quota.hold@1': define(
    'quota.hold@1',
    Type.Object({
      legId: Short,
      actId: Short,
      settlementId: Id,
      personId: Id,
      careArea: Area,
      providerId: Id,
      asked: Paid,
      until: Moment,
    }),
    QuotaLeg,
  ),
  'quota.confirm@1': define('quota.confirm@1', Type.Object({ legId: Short, personId: Id }), QuotaLeg),
  /** Also before its hold: the hold is then refused for ever. Gives back what was paid. */
  'quota.void@1': define('quota.void@1', Type.Object({ legId: Short, personId: Id }), QuotaLeg),
  'quota.outcome@1': define('quota.outcome@1', Type.Object({ legId: Short, personId: Id }), QuotaLeg),
  /** The nation asks whether a person may have a wallet: holds employee or resident insurance now. */
  'quota.holder@1': define(
    'quota.holder@1',
    Type.Object({ personId: Id, on: Day }),
    Type.Object({ isInsured: Type.Boolean() }),
  ),
  /** The nation tells the donor's province what its donor's money paid, or that it came back. */
  'quota.spent@1': define(
    'quota.spent@1',
    Type.Object({
      spendId: SpendId,
      kind: words('spent', 'returned'),
      donorId: Id,
      donorArea: Area,
      careArea: Area,
      amount: Paid,
      at: Moment,
    }),
    Type.Object({ outcome: words('applied', 'unchanged') }),
  ),
  /** What donors' provinces owe care provinces of a month: only the pairs of the asking province. */
  'mutual-aid.month@1': define(
    'mutual-aid.month@1',
    Type.Object({ month: MonthText }),
    Type.Object({ month: MonthText, isOver: Type.Boolean(), pairs: Type.Array(Pair), net: Signed }),
  ),
} as const;

export type QuotaLegAnswer = Static<typeof QuotaLeg>;
export type MutualAidPair = Static<typeof Pair>;
