/**
 * What the messages between nodes are made of. Amounts are integer fen, rates integer 1/10 000, dates
 * `YYYY-MM-DD` in China Standard Time, instants epoch milliseconds.
 */
import {
  CARE_TYPES,
  COVERAGE_STATUSES,
  FILING_CATEGORIES,
  INSURANCE_TYPES,
  PERSON_GROUPS,
  PROVIDER_LEVELS,
  REFERRAL_CLASSES,
} from '@zhijie/kernel';
import Type from 'typebox';

export const Text = Type.String({ maxLength: 4000 });
export const Id = Type.String({ minLength: 1, maxLength: 64 });
export const Area = Type.String({ pattern: '^\\d{6}$' });
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export const MonthText = Type.String({ pattern: '^\\d{4}-\\d{2}$' });
export const Amount = Type.Integer({ minimum: -9e11, maximum: 9e11 });
const Ratio = Type.Integer({ minimum: 0, maximum: 1_000_000 });
export const Moment = Type.Integer({ minimum: 0 });
export const words = <const W extends readonly string[]>(...list: W) => Type.Enum<[...W]>([...list]);

export const InsuranceTypeSchema = words(...INSURANCE_TYPES);
export const CareTypeSchema = words(...CARE_TYPES);
export const CoverageStatusSchema = words(...COVERAGE_STATUSES);
export const FilingCategorySchema = words(...FILING_CATEGORIES);
export const ReferralClassSchema = words(...REFERRAL_CLASSES);
export const ProviderLevelSchema = words(...PROVIDER_LEVELS);
export const PersonGroupSchema = words(...PERSON_GROUPS);

/** For what an electronic credential is scanned (用码业务类型): its token serves that business only. */
export const CredentialBusinessSchema = words(
  'registration',
  'record-opening',
  'admission',
  'deposit',
  'consultation',
  'examination-booking',
  'examination',
  'treatment',
  'settlement',
  'dispensing',
  'report-collection',
  'printing',
  'record-copying',
  'pharmacy-purchase',
  'prescription-download',
  'online-identification',
  'online-settlement',
  'password-change',
);

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
  /** Left out where the care place does not say that it is one. */
  isVillageClinic: Type.Optional(Type.Boolean()),
  careArea: Area,
  personId: Id,
  insuranceType: InsuranceTypeSchema,
  careType: CareTypeSchema,
  isEmergency: Type.Boolean(),
  /** Left out where the hospital did not say so: 外伤, 涉及第三方, 转院住院. */
  isTrauma: Type.Optional(Type.Boolean()),
  involvesThirdParty: Type.Optional(Type.Boolean()),
  isTransfer: Type.Optional(Type.Boolean()),
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

/** What a hospital files for a person: 转院、慢特病、定点机构、意外伤害. */
export const RegistrationKindSchema = words('transfer', 'chronic', 'designated', 'accident');

/** What is filed; what a kind does not have is null. `facts`: what people said, kept encrypted. */
export const registered = {
  kind: RegistrationKindSchema,
  personId: Id,
  insuranceType: Type.Union([InsuranceTypeSchema, Type.Null()]),
  startsOn: Day,
  endsOn: Type.Union([Day, Type.Null()]),
  /** Chronic: the disease by its category or sub-code. */
  diseaseCode: Type.Union([Type.String({ maxLength: 30 }), Type.Null()]),
  /** Designated: the institution chosen; transfer: the one that receives; accident: where it is treated. */
  institutionId: Type.Union([Type.String({ maxLength: 30 }), Type.Null()]),
  /** Transfer: the area of the institution that receives. */
  destination: Type.Union([Area, Type.Null()]),
  /** Accident: whether the fund may pay, as the hospital's office judged. */
  isPayable: Type.Union([Type.Boolean(), Type.Null()]),
  facts: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 4000 })),
};

/** Everything about one person that an identification answers. */
export const IdentifiedSchema = Type.Object({
  person: PersonSchema,
  coverages: Type.Array(CoverageSchema),
  identities: Type.Array(
    Type.Object({ kind: Type.String(), startsOn: Day, endsOn: Type.Union([Day, Type.Null()]) }),
  ),
});
