import type { Fen } from '@zhijie/kernel';

/** Tiers of a resident's contribution (缴费档次, D12), lowest first. */
export const CONTRIBUTION_TIERS = ['tier1', 'tier2', 'tier3'] as const;
export type ContributionTier = (typeof CONTRIBUTION_TIERS)[number];

/**
 * Why care was sought, where a place's text makes a difference of it (D4, D17): 生育、精神病、恶性肿瘤放化疗、
 * 意外伤害、高血压和糖尿病门诊用药（两病）. Everything else is ordinary.
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
] as const;
export type VisitCause = (typeof VISIT_CAUSES)[number];

/** What basic insurance never pays (D31; 社会保险法 第三十条): 工伤、第三人负担、公共卫生、境外就医. */
export const UNINSURED_CAUSES = ['work-injury', 'third-party', 'public-health', 'abroad'] as const;
export type UninsuredCause = (typeof UNINSURED_CAUSES)[number];

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
