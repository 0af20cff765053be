/**
 * The contract between nodes: every message that one node may send to another, as `name@major`.
 *
 * Messages are additive only within a major version. Amounts are integer fen, rates integer 1/10 000,
 * dates `YYYY-MM-DD` in China Standard Time, instants epoch milliseconds. The hub reads the clear header
 * (`frame.ts`) and never a body.
 */
import Type, { type Static, type TSchema } from 'typebox';

const Text = Type.String({ maxLength: 4000 });
const Id = Type.String({ minLength: 1, maxLength: 64 });
const Area = Type.String({ pattern: '^\\d{6}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const MonthText = Type.String({ pattern: '^\\d{4}-\\d{2}$' });
const Amount = Type.Integer({ minimum: -9e11, maximum: 9e11 });
const Ratio = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const Moment = Type.Integer({ minimum: 0 });
const words = <const W extends readonly string[]>(...list: W) => Type.Enum<[...W]>([...list]);

export const InsuranceTypeSchema = words('employee', 'resident');
export const CareTypeSchema = words(
  'outpatient',
  'emergency',
  'chronic',
  'inpatient',
  'emergency-inpatient',
  'trauma-inpatient',
  'pharmacy',
  'registration',
);
export const CoverageStatusSchema = words('in-force', 'suspended', 'arrears', 'waiting', 'ended', 'dead');
export const FilingCategorySchema = words(
  'retiree-resettled',
  'long-term-resident',
  'stationed-worker',
  'referral',
  'emergency-rescue',
  'other-temporary',
);
export const ReferralClassSchema = words(
  'local',
  'long-term',
  'referral',
  'emergency',
  'other-temporary',
  'unfiled',
);
export const ProviderLevelSchema = words('community', 'level1', 'level2', 'level3', 'level3-top');
export const PersonGroupSchema = words('active', 'retired', 'adult', 'minor');

/** The five fee amounts of a bill or of one row: total = excluded + overLimit + selfPaidFirst + eligible. */
export const FeePartsSchema = Type.Object({
  total: Amount,
  excluded: Amount,
  overLimit: Amount,
  selfPaidFirst: Amount,
  eligible: Amount,
});

/** One category of an inpatient bill (procedures V-02). */
export const CategoryRowSchema = Type.Object({ category: Type.String(), fees: FeePartsSchema });

/** One split line of an outpatient bill (procedures V-03). */
export const LineRowSchema = Type.Object({
  lineId: Id,
  itemCode: Type.String(),
  itemName: Type.String(),
  category: Type.String(),
  occurredOn: Day,
  fees: FeePartsSchema,
});

const Fees = Type.Union([
  Type.Object({ kind: Type.Literal('categories'), rows: Type.Array(CategoryRowSchema) }),
  Type.Object({ kind: Type.Literal('lines'), rows: Type.Array(LineRowSchema) }),
]);

/** A bill as the care side sends it; never per item for an inpatient stay (V-02), always otherwise (V-03). */
export const BillSchema = Type.Object({
  visitId: Id,
  segment: Type.Integer({ minimum: 1 }),
  providerId: Id,
  providerName: Type.String(),
  providerLevel: ProviderLevelSchema,
  careArea: Area,
  personId: Id,
  insuranceType: InsuranceTypeSchema,
  careType: CareTypeSchema,
  isEmergency: Type.Boolean(),
  isInterim: Type.Boolean(),
  usesPersonalAccount: Type.Boolean(),
  diseaseCode: Type.Union([Type.String(), Type.Null()]),
  diagnoses: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), isMain: Type.Boolean() })),
  admittedOn: Day,
  dischargedOn: Day,
  catalogueHash: Type.String(),
  fees: Fees,
  totals: FeePartsSchema,
});

export const SettlementPartsSchema = Type.Object({
  feeTotal: Amount,
  feeExcluded: Amount,
  feeOverLimit: Amount,
  feeSelfPaidFirst: Amount,
  feeEligible: Amount,
  deductibleApplied: Amount,
  poolRate: Ratio,
  paidByPooledFund: Amount,
  paidByCivilServantFund: Amount,
  paidByEnterpriseSupplement: Amount,
  paidByCriticalIllness: Amount,
  paidByLargeAmount: Amount,
  paidByMedicalAssistance: Amount,
  paidByOtherFunds: Amount,
  paidByFunds: Amount,
  borneByPerson: Amount,
  paidByPersonalAccount: Amount,
  paidByFamilyAccount: Amount,
  paidInCash: Amount,
  paidByHospital: Amount,
});

export const FundDetailSchema = Type.Object({
  fund: Type.String(),
  eligible: Amount,
  amount: Amount,
  explanation: Text,
});

/**
 * What the insured side decided. `settledAt` is stamped once, there; hub and care side keep it verbatim. The
 * explained steps are not sent: they follow from the policy under the hash, and the insured side shows them
 * to its person.
 */
export const DecisionSchema = Type.Object({
  settlementId: Id,
  settledAt: Moment,
  personId: Id,
  insuredArea: Area,
  insuranceType: InsuranceTypeSchema,
  personGroup: PersonGroupSchema,
  referralClass: ReferralClassSchema,
  filingId: Type.Union([Id, Type.Null()]),
  benefitPackHash: Type.String(),
  isProvisional: Type.Boolean(),
  parts: SettlementPartsSchema,
  fundDetails: Type.Array(FundDetailSchema),
  accountBalance: Amount,
  policyYear: Type.Integer(),
  warnings: Type.Array(Text),
});

export const PersonSchema = Type.Object({
  personId: Id,
  name: Type.String(),
  certificateNumber: Type.String(),
  gender: words('male', 'female'),
  birthDate: Day,
});

export const CoverageSchema = Type.Object({
  insuranceType: InsuranceTypeSchema,
  insuredArea: Area,
  group: PersonGroupSchema,
  status: CoverageStatusSchema,
  startedOn: Day,
  pausedOn: Type.Union([Day, Type.Null()]),
  isCivilServant: Type.Boolean(),
  accountBalance: Amount,
  employer: Type.Union([Type.String(), Type.Null()]),
});

export const FilingSchema = Type.Object({
  filingId: Id,
  personId: Id,
  insuredArea: Area,
  insuranceType: InsuranceTypeSchema,
  category: FilingCategorySchema,
  careAreas: Type.Array(Area),
  startsOn: Day,
  endsOn: Type.Union([Day, Type.Null()]),
  state: words('submitted', 'in-force', 'refused', 'cancelled', 'replaced'),
  byCommitment: Type.Boolean(),
});

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
    }),
    Type.Object({
      person: PersonSchema,
      coverages: Type.Array(CoverageSchema),
      identities: Type.Array(
        Type.Object({ kind: Type.String(), startsOn: Day, endsOn: Type.Union([Day, Type.Null()]) }),
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
export type WireSettlementParts = Static<typeof SettlementPartsSchema>;

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
