import type {
  AidCategory,
  AreaCode,
  CalendarDate,
  ChronicDiseaseCode,
  CitizenNumber,
  CoverageStatus,
  Fen,
  FilingCategory,
  Gender,
  InsuranceType,
  MobileNumber,
  PersonGroup,
  ProviderId,
  ProviderLevel,
  Uscc,
} from '@zhijie/kernel';

/** One insurance of a person in one area. */
export type SeedCoverage = {
  readonly insuranceType: InsuranceType;
  readonly area: AreaCode;
  readonly group: PersonGroup;
  readonly status: CoverageStatus;
  readonly startedOn: CalendarDate;
  /** Since when the status is other than in force or waiting; null otherwise. */
  readonly pausedOn: CalendarDate | null;
  readonly isCivilServant: boolean;
  /** Balance of the personal account, fen. */
  readonly accountBalance: Fen;
  readonly employer: string | null;
  readonly aidCategory: AidCategory;
  /** What only some places ask about; left out: nobody said. */
  readonly contributionTier?: 'tier1' | 'tier2' | 'tier3';
  readonly civilServantRank?: 'section' | 'county' | 'department';
  /** First day of the enrolment without a break. */
  readonly enrolledSince?: CalendarDate;
  readonly hasFamilyDoctor?: boolean;
};

/** One filing for care elsewhere; the long-term group has no end (procedures F-05). */
export type SeedFiling = {
  readonly filingId: string;
  readonly insuranceType: InsuranceType;
  readonly category: FilingCategory;
  readonly careAreas: readonly AreaCode[];
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate | null;
  readonly byCommitment: boolean;
};

export type SeedPerson = {
  readonly personId: string;
  readonly name: string;
  readonly citizenNumber: CitizenNumber;
  readonly birthDate: CalendarDate;
  readonly gender: Gender;
  readonly phone: MobileNumber;
  readonly coverages: readonly SeedCoverage[];
  readonly filings: readonly SeedFiling[];
};

/** A person whom documents, tests and the demo name. */
export type KnownPerson = SeedPerson & {
  /** Stable short name for code: 'journey-1', 'a9-referral'. */
  readonly key: string;
  /** What the person shows, in Chinese, for the list on the page. */
  readonly purpose: string;
};

export type SeedProvider = {
  readonly providerId: ProviderId;
  readonly name: string;
  readonly area: AreaCode;
  readonly level: ProviderLevel;
  /** The three network flags: an institution is opened for each kind of care by itself. */
  readonly flags: { readonly inpatient: boolean; readonly outpatient: boolean; readonly chronic: boolean };
  /** Diseases opened for outpatient chronic care (procedures F-17); empty without the flag. */
  readonly chronicDiseases: readonly ChronicDiseaseCode[];
  readonly agreement: 'active' | 'suspended';
  readonly uscc: Uscc;
};
