/**
 * Transfer of insurance between areas (基本医疗保险关系转移接续, capability PS2): the new area asks the old area for
 * the certificate of participation and tells it when the person has joined. All may be repeated; the old
 * area answers by the application's id. Within a province the same messages go from the node to itself.
 */
import Type, { type Static } from 'typebox';
import { Area, Day, Id, InsuranceTypeSchema, Moment, MonthText, Text, words } from './message-schemas.ts';

const Amount = Type.Integer({ minimum: 0, maximum: 9e11 });
const Short = Type.String({ minLength: 1, maxLength: 64 });

/** Whole months in which the insurance was in force, both ends included. */
const Period = Type.Object({ from: MonthText, to: MonthText, area: Area });

/** 参保凭证: who was insured, when, and what moves. */
const Certificate = Type.Object({
  certificateId: Short,
  personId: Id,
  name: Text,
  certificateNumber: Type.String({ minLength: 1, maxLength: 64 }),
  phone: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
  gender: words('male', 'female'),
  birthDate: Day,
  insuranceType: InsuranceTypeSchema,
  group: words('active', 'retired', 'adult', 'minor'),
  periods: Type.Array(Period, { maxItems: 200 }),
  /** Balance of the personal account that moves, fen. */
  balance: Amount,
  /** First day that the old coverage does not pay any more. */
  endsOn: Day,
  issuedAt: Moment,
});

const Application = Type.Object({
  applicationId: Short,
  certificateNumber: Type.String({ minLength: 1, maxLength: 64 }),
  name: Text,
  insuranceType: InsuranceTypeSchema,
  fromArea: Area,
  toArea: Area,
  /** First day of the insurance in the new area. */
  startsOn: Day,
});

const define = <const N extends string, Q extends Type.TSchema, A extends Type.TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

export const TRANSFER_MESSAGES = {
  /** The old area hands in what a person applied for there; asked again, it says how it stands. */
  'relation.apply@1': define(
    'relation.apply@1',
    Application,
    Type.Object({
      state: words('applied', 'accepted', 'joined', 'refused'),
      reason: Type.Union([Type.Object({ code: Short, text: Text }), Type.Null()]),
    }),
  ),
  'relation.request@1': define(
    'relation.request@1',
    Application,
    Type.Object({
      state: words('received', 'issued', 'refused'),
      reason: Type.Union([Type.Object({ code: Short, text: Text }), Type.Null()]),
      certificate: Type.Union([Certificate, Type.Null()]),
    }),
  ),
  'relation.joined@1': define(
    'relation.joined@1',
    Type.Object({ applicationId: Short, joinedAt: Moment }),
    Type.Object({ outcome: words('applied', 'unchanged') }),
  ),
} as const;

export type RelationApplication = Static<typeof Application>;
export type RelationCertificate = Static<typeof Certificate>;
export type RelationPeriod = Static<typeof Period>;
