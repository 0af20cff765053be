/**
 * The contract between nodes: every message that one node may send to another, as `name@major`.
 *
 * Messages are additive only within a major version. Amounts are integer fen, rates integer 1/10 000,
 * dates `YYYY-MM-DD` in China Standard Time, instants epoch milliseconds. The hub reads the clear header
 * (`frame.ts`) and never a body.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { BOOKING_MESSAGES } from './booking-messages.ts';
import { CLEARING_MESSAGES } from './clearing-messages.ts';
import { CLEARING_MONEY_MESSAGES } from './clearing-money-messages.ts';
import { COMMERCIAL_MESSAGES } from './commercial-messages.ts';
import { CREDIT_MESSAGES } from './credit-messages.ts';
import { FACE_MESSAGES } from './face-messages.ts';
import { FAMILY_MESSAGES } from './family-messages.ts';
import { INVOICE_MESSAGES } from './invoice-messages.ts';
import { LEG_MESSAGES } from './leg-messages.ts';
import {
  Amount,
  Area,
  BillSchema,
  CareTypeSchema,
  type CategoryRowSchema,
  CoverageSchema,
  CredentialBusinessSchema,
  Day,
  DecisionSchema,
  FilingSchema,
  Id,
  IdentifiedSchema,
  InsuranceTypeSchema,
  LineRowSchema,
  Moment,
  MonthText,
  PersonSchema,
  ReferralClassSchema,
  RegistrationKindSchema,
  registered,
  SettlementPartsSchema,
  Text,
  words,
} from './message-schemas.ts';
import { NATION_MESSAGES } from './nation-messages.ts';
import { PREPAYMENT_MESSAGES } from './prepayment-messages.ts';
import { RECONCILIATION_MESSAGES } from './reconciliation-messages.ts';
import { TICKET_MESSAGES } from './ticket-messages.ts';
import { TRANSFER_MESSAGES } from './transfer-messages.ts';

export {
  BillSchema,
  CareTypeSchema,
  CategoryRowSchema,
  CoverageSchema,
  CoverageStatusSchema,
  CredentialBusinessSchema,
  DecisionSchema,
  FeePartsSchema,
  FilingCategorySchema,
  FilingSchema,
  FundDetailSchema,
  IdentifiedSchema,
  InsuranceTypeSchema,
  LineRowSchema,
  PersonGroupSchema,
  PersonSchema,
  ProviderLevelSchema,
  ReferralClassSchema,
  RegistrationKindSchema,
  SettlementPartsSchema,
} from './message-schemas.ts';

const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

/** Every message by name. The key is the wire name of the message. */
export const MESSAGES = {
  'person.identify@1': define(
    'person.identify@1',
    Type.Object({
      certificateType: words('insurance-code', 'id-card', 'social-card'),
      certificateNumber: Type.String(),
      cardSerial: Type.Union([Type.String(), Type.Null()]),
      name: Type.Union([Type.String(), Type.Null()]),
      asOf: Day,
      /**
       * How the token of an electronic credential is shown: by whom, for which businesses (empty: a reading
       * that serves any), and by which call it is used up (null: a reading leaves it usable).
       */
      presentation: Type.Optional(
        Type.Object({
          operatorId: Type.String({ maxLength: 64 }),
          businesses: Type.Array(CredentialBusinessSchema),
          usedBy: Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()]),
        }),
      ),
    }),
    IdentifiedSchema,
  ),
  'credential.decode@1': define(
    'credential.decode@1',
    Type.Object({
      /** One decoding: the same again gets the same token. */
      decodeId: Type.String({ minLength: 1, maxLength: 64 }),
      code: Type.String({ pattern: '^\\d{28}$' }),
      operatorId: Type.String({ maxLength: 64 }),
      departmentId: Type.String({ maxLength: 64 }),
      business: CredentialBusinessSchema,
    }),
    Type.Object({ token: Id, expiresAt: Moment, identified: IdentifiedSchema }),
  ),
  'benefits.check@1': define(
    'benefits.check@1',
    Type.Object({
      personId: Id,
      insuranceType: InsuranceTypeSchema,
      careType: CareTypeSchema,
      careArea: Area,
      providerId: Id,
      diseaseCode: Type.Union([Type.String(), Type.Null()]),
      isEmergency: Type.Boolean(),
      on: Day,
    }),
    Type.Object({
      /**
       * One row per fund of the person's policy and for the account; `filing` when the place asks for one.
       */
      rows: Type.Array(
        Type.Object({
          benefit: words(
            'pool',
            'critical',
            'large',
            'civilServant',
            'enterprise',
            'aid',
            'other',
            'account',
            'filing',
          ),
          isUsable: Type.Boolean(),
          startsOn: Day,
          endsOn: Type.Union([Day, Type.Null()]),
          reason: Text,
        }),
      ),
    }),
  ),
  'registration.file@1': define(
    'registration.file@1',
    Type.Object({ requestId: Type.String({ minLength: 1, maxLength: 64 }), ...registered }),
    Type.Object({ registrationId: Id, filingId: Type.Union([Id, Type.Null()]) }),
  ),
  'registration.withdraw@1': define(
    'registration.withdraw@1',
    Type.Object({
      requestId: Type.String({ minLength: 1, maxLength: 64 }),
      kind: RegistrationKindSchema,
      personId: Id,
      registrationId: Id,
      reason: Text,
    }),
    Type.Object({ registrationId: Id }),
  ),
  'registration.list@1': define(
    'registration.list@1',
    Type.Object({
      personId: Id,
      kind: RegistrationKindSchema,
      from: Day,
      until: Type.Union([Day, Type.Null()]),
    }),
    Type.Object({
      person: PersonSchema,
      insuredArea: Area,
      rows: Type.Array(
        Type.Object({
          registrationId: Id,
          providerId: Id,
          filedAt: Moment,
          ...registered,
          insuranceType: InsuranceTypeSchema,
        }),
      ),
    }),
  ),
  'entitlement.check@1': define(
    'entitlement.check@1',
    Type.Object({
      personId: Id,
      insuranceType: InsuranceTypeSchema,
      careType: CareTypeSchema,
      careArea: Area,
      providerId: Id,
      isEmergency: Type.Boolean(),
      on: Day,
    }),
    Type.Object({
      person: PersonSchema,
      coverage: CoverageSchema,
      filing: Type.Union([FilingSchema, Type.Null()]),
      referralClass: ReferralClassSchema,
      unfiledRule: words('refused', 'reduced', 'not-affected'),
      warnings: Type.Array(Text),
    }),
  ),
  'settlement.quote@1': define('settlement.quote@1', Type.Object({ bill: BillSchema }), DecisionSchema),
  'settlement.settle@1': define(
    'settlement.settle@1',
    Type.Object({ settlementId: Id, requestedAt: Moment, bill: BillSchema }),
    DecisionSchema,
  ),
  'settlement.reverse@1': define(
    'settlement.reverse@1',
    Type.Object({
      reversalId: Id,
      settlementId: Id,
      personId: Id,
      requestedAt: Moment,
      reason: words('undo', 'unknown-outcome', 'refund'),
    }),
    Type.Object({
      reversalId: Id,
      settlementId: Id,
      outcome: words('reversed', 'never-settled'),
      reversedAt: Moment,
      parts: Type.Union([SettlementPartsSchema, Type.Null()]),
      accountBalance: Type.Union([Amount, Type.Null()]),
      staleSettlements: Type.Array(Id),
    }),
  ),
  'settlement.outcome@1': define(
    'settlement.outcome@1',
    Type.Object({ settlementId: Id, personId: Id }),
    Type.Object({
      state: words('settled', 'reversed', 'refused', 'unknown'),
      decision: Type.Union([DecisionSchema, Type.Null()]),
      reversedAt: Type.Union([Moment, Type.Null()]),
    }),
  ),
  'settlement.details@1': define(
    'settlement.details@1',
    Type.Object({ settlementId: Id, personId: Id, lines: Type.Array(LineRowSchema) }),
    Type.Object({ accepted: Type.Integer() }),
  ),
  /** A bill that cannot be settled directly, for an online manual claim at the insured place (V-12, B-05). */
  'claim.deliver@1': define(
    'claim.deliver@1',
    Type.Object({
      claimId: Id,
      receiptNumber: Type.String({ minLength: 1, maxLength: 64 }),
      reason: Text,
      closedAt: Moment,
      bill: BillSchema,
      lines: Type.Array(LineRowSchema),
    }),
    Type.Object({ claimId: Id }),
  ),
  'accumulators.read@1': define(
    'accumulators.read@1',
    Type.Object({
      personId: Id,
      insuranceType: InsuranceTypeSchema,
      month: Type.Union([MonthText, Type.Null()]),
    }),
    Type.Object({
      year: Type.Integer(),
      values: Type.Array(Type.Object({ counter: Type.String(), value: Type.Integer() })),
    }),
  ),
  'filing.changed@1': define(
    'filing.changed@1',
    Type.Object({ eventId: Id, changedAt: Moment, filing: FilingSchema }),
    Type.Object({ eventId: Id }),
  ),
  'directory.register@1': define(
    'directory.register@1',
    Type.Object({
      entries: Type.Array(Type.Object({ digest: Type.String(), personId: Id, insuredArea: Area })),
    }),
    Type.Object({ registered: Type.Integer() }),
  ),
  'directory.find@1': define(
    'directory.find@1',
    Type.Object({ digest: Type.String() }),
    Type.Object({ matches: Type.Array(Type.Object({ personId: Id, insuredArea: Area })) }),
  ),
  ...CLEARING_MESSAGES,
  ...CLEARING_MONEY_MESSAGES,
  ...RECONCILIATION_MESSAGES,
  ...TICKET_MESSAGES,
  ...PREPAYMENT_MESSAGES,
  ...NATION_MESSAGES,
  ...INVOICE_MESSAGES,
  ...COMMERCIAL_MESSAGES,
  ...LEG_MESSAGES,
  ...CREDIT_MESSAGES,
  ...BOOKING_MESSAGES,
  ...FAMILY_MESSAGES,
  ...TRANSFER_MESSAGES,
  ...FACE_MESSAGES,
  'node.ping@1': define('node.ping@1', Type.Object({ sentAt: Moment }), Type.Object({ answeredAt: Moment })),
} as const;

export type MessageName = keyof typeof MESSAGES;
export type RequestOf<N extends MessageName> = Static<(typeof MESSAGES)[N]['request']>;
export type AnswerOf<N extends MessageName> = Static<(typeof MESSAGES)[N]['answer']>;
export type Bill = Static<typeof BillSchema>;
export type Decision = Static<typeof DecisionSchema>;
export type CategoryRow = Static<typeof CategoryRowSchema>;
export type LineRow = Static<typeof LineRowSchema>;
export type FilingRecord = Static<typeof FilingSchema>;
export type PersonRecord = Static<typeof PersonSchema>;
export type CoverageRecord = Static<typeof CoverageSchema>;
export type RegistrationKind = Static<typeof RegistrationKindSchema>;
export type CredentialBusiness = Static<typeof CredentialBusinessSchema>;

/**
 * What the hub may see of an answer: enough to record the trade and to clear, nothing of the person's bill.
 * `claim` is all public funds plus the personal account, fen; negative for a reversal.
 */
export type Trade = {
  readonly kind: 'settlement' | 'reversal';
  readonly settlementId: string;
  readonly reversalId: string | null;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly providerId: string;
  readonly personId: string;
  readonly insuranceType: 'employee' | 'resident';
  readonly claim: number;
  readonly at: number;
};

/** Clear routing data of every message between nodes (design, "Distribution"). */
export type Route = {
  readonly careArea: string;
  readonly insuredArea: string;
  readonly providerId: string;
  readonly personId: string;
  readonly month: string;
};
