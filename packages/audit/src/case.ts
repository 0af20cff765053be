import type { CalendarDate, FeeCategory, Fen, Quantity, UnitPrice } from '@zhijie/kernel';

/** One order or one charged line, as far as the rules ask. Amounts in fen, quantities in 1/10 000. */
export type AuditLine = {
  readonly lineId: string;
  readonly itemCode: string;
  readonly itemName: string;
  readonly category: FeeCategory | null;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly on: CalendarDate;
  /** Days for which a drug was dispensed; null: not told. */
  readonly days: number | null;
  readonly prescription: string | null;
  readonly isLongTermOrder: boolean;
  /** Of the orders that are asked about now; earlier ones count, but are not found fault with. */
  readonly isCurrent: boolean;
};

/** A visit with its lines. Null: not known, and no rule that needs it is evaluated. */
export type AuditCase = {
  readonly person: {
    readonly gender: 'male' | 'female' | null;
    readonly birthDate: CalendarDate | null;
  };
  readonly visit: {
    readonly kind: 'outpatient' | 'emergency' | 'chronic' | 'inpatient' | 'pharmacy';
    readonly startedOn: CalendarDate;
    /** Last day of a stay; null while it lasts. */
    readonly endedOn: CalendarDate | null;
  };
  readonly lines: readonly AuditLine[];
};

/** 明确违规: wrong by the facts told. 高度可疑, 轻度可疑: for a person to look at; never a reason to refuse. */
export type Severity = 'definite' | 'suspected' | 'doubtful';

export type FoundLine = {
  readonly lineId: string;
  /** Beyond what is allowed, fen; zero for a line that is only part of the evidence. */
  readonly excess: Fen;
};

/** What a rule found, before it is told: the lines, and what makes it a finding, in words. */
export type Hit = {
  readonly lines: readonly FoundLine[];
  readonly evidence: string;
  /** Id and version of the row of knowledge, when the rule has one. */
  readonly point: string | null;
};
