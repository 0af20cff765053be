/**
 * What a province tells the nation about its days: counts and sums that only its own books hold, never a bill
 * or a person. Told again when a day's counts have changed; the count made last stands.
 */
import Type, { type Static } from 'typebox';
import { Day, Moment, words } from './message-schemas.ts';

const Count = Type.Integer({ minimum: 0, maximum: 1e9 });
/** Fen. */
const Sum = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Counted = Type.Object({
  day: Day,
  countedAt: Moment,
  /** Settlements made at institutions here that day, also of people insured here. */
  settlements: Count,
  /** Of them by what the person showed; the rest of the settlements showed something else. */
  byInsuranceCode: Count,
  bySocialCard: Count,
  byIdCard: Count,
  /** Of them by the way they came; the rest came at a window. */
  byMobile: Count,
  byOneCode: Count,
  /** Of them those in which not only the basic insurance paid: critical illness, assistance, an insurer. */
  oneStop: Count,
  /** What credit lines paid of them. */
  creditDrawn: Sum,
  /** From the hospital's request to the decision, of all of them together. */
  milliseconds: Sum,
  /** Claims by paper that people insured here brought that day. */
  manualClaims: Count,
  /** Settlements and reversals whose outcome is not known at the count, and since when the oldest is not. */
  unknown: Count,
  unknownSince: Type.Union([Moment, Type.Null()]),
});

export type CountedDay = Static<typeof Counted>;

export const NATION_MESSAGES = {
  'nation.day@1': {
    name: 'nation.day@1',
    request: Counted,
    answer: Type.Object({ outcome: words('applied', 'unchanged') }),
  },
} as const;
