import type { SettlementParts } from '@zhijie/kernel';
import { BADGES } from '@zhijie/web';
import Type, { type Static, type TSchema } from 'typebox';
import { chosen, strict } from '../fields.ts';

const Text = Type.String();
const Fen = Type.Integer({ description: '金额，分' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Coverage = Type.Object({
  insuranceType: Type.Enum(['employee', 'resident']),
  insuredArea: Text,
  group: Text,
  status: Text,
  startedOn: Text,
  pausedOn: OrNull(Text),
  isCivilServant: Type.Boolean(),
  accountBalance: Fen,
  employer: OrNull(Text),
});

export const SummaryAnswer = Type.Object({
  person: Type.Object({
    personId: Text,
    name: Text,
    certificateNumber: Text,
    gender: Type.Enum(['male', 'female']),
    birthDate: Text,
  }),
  coverages: Type.Array(Coverage),
  identities: Type.Array(Type.Object({ kind: Text, startsOn: Text, endsOn: OrNull(Text) })),
  years: Type.Array(
    Type.Object({
      insuranceType: Type.Enum(['employee', 'resident']),
      year: Type.Integer(),
      values: Type.Array(Type.Object({ counter: Text, value: Type.Integer() })),
    }),
  ),
});

const PARTS = [
  'feeTotal',
  'feeExcluded',
  'feeOverLimit',
  'feeSelfPaidFirst',
  'feeEligible',
  'deductibleApplied',
  'poolRate',
  'paidByPooledFund',
  'paidByCivilServantFund',
  'paidByEnterpriseSupplement',
  'paidByCriticalIllness',
  'paidByLargeAmount',
  'paidByMedicalAssistance',
  'paidByOtherFunds',
  'paidByFunds',
  'borneByPerson',
  'paidByPersonalAccount',
  'paidByFamilyAccount',
  'paidInCash',
  'paidByHospital',
] as const satisfies readonly (keyof SettlementParts)[];
export const Parts = Type.Object(
  Object.fromEntries(PARTS.map((name) => [name, Type.Integer()])) as Record<
    (typeof PARTS)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: '金额，分；poolRate 万分之一' },
);
/** A step of the decision: what moved from where to where, by which clause. */
export const Step = Type.Object({
  stage: Text,
  text: Text,
  from: Text,
  to: Text,
  amount: Fen,
  base: Fen,
  rate: OrNull(Type.Integer({ description: '万分之一' })),
  bound: OrNull(Type.Enum(['base', 'band', 'cap'])),
  place: Text,
  isSample: Type.Optional(Type.Boolean({ description: '示例数据，未核实' })),
  clause: Type.Object({
    source: Text,
    document: Text,
    article: Text,
    url: OrNull(Text),
    verified: OrNull(Text),
    effectiveFrom: Text,
  }),
});
const billFacts = {
  settlementId: Text,
  state: Type.Enum(['settled', 'reversed']),
  careArea: Text,
  providerId: Text,
  providerName: Text,
  careType: Text,
  admittedOn: Text,
  dischargedOn: Text,
  settledAt: Type.Integer(),
};
const moment = Type.String({ description: '上一页的 next', pattern: '^\\d{1,16},[0-9A-Za-z]{1,64}$' });
const limit = Type.String({ description: '每页条数，1–100', pattern: '^[1-9]\\d?$|^100$' });

export const BillsQuery = Type.Object({ before: Type.Optional(moment), limit: Type.Optional(limit) }, strict);
export const BillsAnswer = Type.Object({
  bills: Type.Array(Type.Object({ ...billFacts, decision: Type.Object({ parts: Parts }) })),
  next: OrNull(Text),
});
export const BillAnswer = Type.Object({
  bill: Type.Object({
    ...billFacts,
    visitId: Text,
    reversedAt: OrNull(Type.Integer()),
    decision: Type.Object({
      parts: Parts,
      insuredArea: Text,
      insuranceType: Type.Enum(['employee', 'resident']),
      personGroup: Text,
      referralClass: Text,
      isProvisional: Type.Boolean(),
      warnings: Type.Array(Text),
      steps: Type.Array(Step),
    }),
  }),
  /** An earlier settlement was undone: what this one would be now. */
  stale: OrNull(
    Type.Object({
      settlementId: Text,
      causedBy: Text,
      fundsDifference: OrNull(Fen),
      personDifference: OrNull(Fen),
      closedAt: OrNull(Type.Integer()),
    }),
  ),
});
const PartStatus = Type.Enum(['created', 'success', 'refund', 'fail']);
/** How the bill is paid, part by part; `act` null: nobody opened a payment through the network for it. */
export const LegsAnswer = Type.Object({
  act: OrNull(
    Type.Object({
      word: Type.Enum(['settling', 'choosing', 'paying', 'paid', 'undoing', 'undone', 'failed']),
      text: Text,
      statuses: Type.Object({ insurance: PartStatus, own: PartStatus, whole: PartStatus }),
      rest: OrNull(Fen),
      left: OrNull(Fen),
      undoneFor: OrNull(Text),
      legs: Type.Array(
        Type.Object({
          legId: Text,
          kind: Type.Enum(['funds', 'insurer', 'family', 'credit', 'channel', 'receipt']),
          name: Text,
          state: Text,
          text: Text,
          amount: Fen,
          reason: OrNull(Text),
          page: OrNull(Text),
        }),
      ),
    }),
  ),
});

/** One bill under one filing: what the slider of the patient's page shows. */
export const CalculationAnswer = Type.Object({
  policy: Text,
  badge: Text,
  parts: Parts,
  steps: Type.Array(Step),
  assumptions: Type.Array(Text),
});

const Badge = Type.Enum([...BADGES]);
export const PlacesAnswer = Type.Object({
  places: Type.Array(
    Type.Object({
      area: Text,
      name: Text,
      packs: Type.Array(
        Type.Object({
          insuranceType: Type.Enum(['employee', 'resident']),
          title: Text,
          benefits: Type.Array(Text),
          badge: Badge,
          clauses: Type.Integer(),
          verifiedClauses: Type.Integer(),
          verifiedOn: OrNull(Text),
        }),
      ),
    }),
  ),
});
export const InstitutionsAnswer = Type.Object({
  institutions: Type.Array(
    Type.Object({
      providerId: Text,
      name: Text,
      kind: Type.Enum(['hospital', 'pharmacy']),
      level: Text,
      flags: Type.Object({ inpatient: Type.Boolean(), outpatient: Type.Boolean(), chronic: Type.Boolean() }),
      chronicDiseases: Type.Array(Text),
      agreement: Text,
    }),
  ),
});

const CARE_KINDS = ['outpatient', 'inpatient', 'chronic', 'pharmacy'] as const;
export const InstitutionsQuery = Type.Object(
  {
    care: chosen(CARE_KINDS, 'outpatient 门诊，inpatient 住院，chronic 慢特病，pharmacy 药店'),
    area: Type.Optional(Type.String({ description: '就医地，六位；不写为全部', pattern: '^\\d{6}$' })),
    name: Type.Optional(Type.String({ description: '名称的一部分，或机构编号', maxLength: 60 })),
    disease: Type.Optional(Type.String({ description: '慢特病代码', pattern: '^M\\d{5}$' })),
    after: Type.Optional(
      Type.String({ description: '上一页的 next', pattern: '^[01]~\\d{6}~[0-9A-Za-z]{1,20}$' }),
    ),
  },
  strict,
);
export type InstitutionsQuery = Static<typeof InstitutionsQuery>;
export const FoundAnswer = Type.Object({
  total: Type.Integer(),
  institutions: Type.Array(
    Type.Object({
      area: Text,
      place: Text,
      providerId: Text,
      name: Text,
      kind: Type.Enum(['hospital', 'pharmacy']),
      level: Text,
      flags: Type.Object({ inpatient: Type.Boolean(), outpatient: Type.Boolean(), chronic: Type.Boolean() }),
      diseases: Type.Array(Type.String({ description: '可直接结算的慢特病' })),
      isSuspended: Type.Boolean({ description: '医保结算已暂停' }),
      isOpen: Type.Boolean({ description: '所问的这一类能不能直接结算' }),
    }),
  ),
  next: OrNull(Text),
});
