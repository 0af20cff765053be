import type { Fen } from '@zhijie/kernel';

/** Tiers of a resident's contribution (缴费档次, D12), lowest first. */
export const CONTRIBUTION_TIERS = ['tier1', 'tier2', 'tier3'] as const;
export type ContributionTier = (typeof CONTRIBUTION_TIERS)[number];

/**
 * Why care was sought, where a place's text makes a difference of it (D4, D16, D17): 生育、精神病、恶性肿瘤放化疗、
 * 意外伤害、高血压和糖尿病门诊用药（两病）、双通道药品. Everything else is ordinary.
 */
export const VISIT_CAUSES = [
  'ordinary',
  'childbirth',
  'psychiatric',
  'malignancy',
  'accident',
  'hypertension',
  'diabetes',
  'hypertension-diabetes',
  'dual-channel-drug',
] as const;
export type VisitCause = (typeof VISIT_CAUSES)[number];

/** What basic insurance never pays (D31; 社会保险法 第三十条): 工伤、第三人负担、公共卫生、境外就医. */
export const UNINSURED_CAUSES = ['work-injury', 'third-party', 'public-health', 'abroad'] as const;
export type UninsuredCause = (typeof UNINSURED_CAUSES)[number];

/**
 * Categories of chronic diseases (门诊慢特病) that a table may distinguish (D27): the ten that settle across
 * provinces (医保办发〔2024〕19号). Any other disease is `other`.
 */
export const CHRONIC_DISEASES = [
  'M00200',
  'M00500',
  'M01600',
  'M03900',
  'M04600',
  'M05300',
  'M06900',
  'M07200',
  'M07800',
  'M08300',
  'other',
] as const;
export type ChronicDisease = (typeof CHRONIC_DISEASES)[number];

/** The category of a disease code; M00503 belongs to M00500. */
export function chronicDiseaseOf(code: string): ChronicDisease {
  const category = `${code.slice(0, 4)}00`;
  return CHRONIC_DISEASES.find((one) => one === category) ?? 'other';
}

/** Rank of a civil servant (D22): 科级及以下、县（处）级、厅（局）级及以上. */
export const CIVIL_SERVANT_RANKS = ['section', 'county', 'department'] as const;
export type CivilServantRank = (typeof CIVIL_SERVANT_RANKS)[number];

/**
 * Cross-region visits at the edge of the filing classes (D14): back in the insured place during a long-term
 * filing, outside the place filed for, and elsewhere in the own province for a time without filing.
 */
export const EDGE_ROUTES = ['returned-home', 'outside-filed-place', 'in-province'] as const;
export type EdgeRoute = (typeof EDGE_ROUTES)[number];
export const EDGE_LABELS: Readonly<Record<EdgeRoute, string>> = {
  'returned-home': '长期备案期间回参保地就医',
  'outside-filed-place': '在备案地以外就医',
  'in-province': '省内临时外出就医',
};

/**
 * What only some places ask about a person and a visit. All of it may be left out; what is then assumed is
 * said with each. Where a figure depends on something that was left out and has no assumption, the bill is
 * refused by name, never guessed.
 */
export type Circumstances = {
  /** Left out: unknown. A figure that differs by tier is then refused. */
  readonly contributionTier?: ContributionTier;
  /** Left out: ordinary. An uninsured cause refuses the bill. */
  readonly cause?: VisitCause | UninsuredCause;
  /** The chronic disease that is treated, by its code (D27). Left out: unknown. */
  readonly disease?: string;
  /**
   * What the pool has paid this year for that disease, fen, where each disease has a limit of its own. Left
   * out: nothing when the year has paid for no such disease, else unknown.
   */
  readonly diseasePaid?: Fen;
  /** A village clinic (村卫生室) gave the care. Left out: no. */
  readonly isVillageClinic?: boolean;
  /** A contract with a family doctor (签约家庭医生) is in force. Left out: no. */
  readonly hasFamilyDoctor?: boolean;
  /**
   * The institution is the one the person has selected or contracted, or one to which that one has referred
   * the person within the days the place allows (D17). Left out: unknown.
   */
  readonly isSelectedProvider?: boolean;
  /** Left out: unknown; matters only with `civilServant`. */
  readonly civilServantRank?: CivilServantRank;
  /** Months of enrolment without a break (D26). Left out: unknown. */
  readonly enrolledMonths?: number;
  /** Full years of enrolment without a break (D18). Left out: none. */
  readonly continuousYears?: number;
  /** Years running without a claim on the critical-illness layer (D18). Left out: none. */
  readonly claimFreeYears?: number;
  /** A visit at the edge of its filing class; then the pack's rule for the edge applies, not the class's. */
  readonly route?: EdgeRoute;
  /** Where care is given, six digits: for pairs of areas that need no filing (京津冀、长三角、川渝). */
  readonly careArea?: string;
  /** The institution's code: its level in the insured pool's own list goes before `level` (D1). */
  readonly provider?: string;
  /** Of the in-scope amount, what national essential drugs (国家基本药物) cost, fen. Left out: none. */
  readonly essentialDrugs?: Fen;
  /** Days of the stay, for places that charge the deductible anew after some (D7). Left out: one period. */
  readonly daysInStay?: number;
  /**
   * The stay goes on from one settled before: another hospital's (转院, D5), or this one's before the new
   * year (D6), which had charged this deductible, fen.
   */
  readonly continuedFrom?: { readonly reason: 'transfer' | 'new-year'; readonly deductiblePaid: Fen };
};
