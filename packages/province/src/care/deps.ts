import type { Knowledge } from '@zhijie/audit';
import type { FieldKey } from '@zhijie/crypto';
import type { Database, FunctionCall } from '@zhijie/database';
import type { HeadSigner, HeadVerifier } from '@zhijie/evidence';
import type { AnswerOf, Ask, Log, RequestOf, Route } from '@zhijie/exchange';
import type {
  Actor,
  CalendarDate,
  Clock,
  FeeCategory,
  FeeParts,
  Fen,
  IdSource,
  Instant,
  PaymentClass,
  Quantity,
  Rate,
  Refusal,
  Result,
  UnitPrice,
} from '@zhijie/kernel';
import type { Institution } from './institution/store.ts';
import type { PaymentChannel } from './payment-order/channel.ts';
import type { TellHospital } from './payment-order/notice.ts';
import type { SettlementView } from './settlement/view.ts';

/** One line as the catalogue of the care place sees it. */
export type LineToClassify = {
  readonly itemCode: string;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  readonly amount: Fen;
  readonly approval: HospitalApproval | null;
  readonly on: CalendarDate;
};

/** What the hospital decided about an item of limited use. */
export type HospitalApproval = 'not-needed' | 'approved' | 'rejected';

export type ClassifiedLine = {
  readonly itemName: string;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly ceiling: UnitPrice | null;
  readonly selfPaidFirstRate: Rate;
  readonly isLimited: boolean;
  readonly fees: FeeParts;
};

/** The kinds of items that the catalogue lists. */
export type CatalogueKind = 'drug' | 'herbal-pieces' | 'service' | 'consumable';

/** One item of the catalogue as hospitals download and query it. */
export type CatalogueEntry = {
  readonly itemCode: string;
  readonly name: string;
  readonly soundCode: string;
  readonly kind: CatalogueKind;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly selfPaidFirstRate: Rate;
  readonly ceiling: UnitPrice | null;
  readonly unit: string;
  readonly specification: string;
  /** What the catalogue says it costs; null where the hospital prices it. */
  readonly price: UnitPrice | null;
};

/**
 * The care place's catalogue (procedures P-01: scope, class and ceiling are the care place's). Hash and items
 * are those of today unless a day is told; a line is classified by the version of its own day.
 */
export type CareCatalogue = {
  readonly hash: string;
  readonly items: (on?: CalendarDate) => readonly CatalogueEntry[];
  readonly classify: (line: LineToClassify) => Result<ClassifiedLine, Refusal>;
};

/** What a published release decides, from a day on. */
export type PublishedTerms = {
  readonly area: string;
  readonly from: CalendarDate;
  readonly terms: ReadonlyMap<string, Pick<CatalogueEntry, 'paymentClass' | 'selfPaidFirstRate' | 'ceiling'>>;
};

/** The published releases that this process classifies by: none older than a minute. */
export type ReleaseShelf = {
  /** Of what was taken last: the same stamp is the same releases. */
  readonly stamp: () => string;
  /** In the order in which they apply: by day, then by publication. */
  readonly take: (stamp: string, published: readonly PublishedTerms[]) => void;
};

/** Everything the care side stands on. It reads no clock, no randomness and no environment of its own. */
export type CareDeps = {
  /** Address of this node: the province's two digits. */
  readonly node: string;
  readonly db: Database;
  readonly ask: Ask;
  readonly now: Clock;
  readonly ids: IdSource;
  readonly catalogueOf: (careArea: string) => CareCatalogue;
  readonly releases: ReleaseShelf;
  /** Field keys; the first one encrypts, all decrypt. */
  readonly fieldKeys: readonly FieldKey[];
  /** Key of this side's own look-up digests. */
  readonly lookupKey: Uint8Array;
  /** Key shared by all nodes for directory digests at the hub. */
  readonly directoryKey: Uint8Array;
  /** Answer bytes of a settlement or reversal call, also when nobody is waiting for them any more. */
  readonly renderSettlement: (view: SettlementView) => Uint8Array;
  /** Likewise of a reversal: the negated settlement (2208, 2305), or nothing but success (2601). */
  readonly renderReversal: (
    interfaceNumber: string,
    call: { readonly messageId: string; readonly careArea: string; readonly at: Instant },
    view: SettlementView | null,
    warnings?: readonly string[],
  ) => Uint8Array;
  /** Signs what this place gives out (receipts), with the node's key; and says whether it did. */
  readonly signer: HeadSigner;
  readonly verifySigned: HeadVerifier;
  readonly log: Log;
  /** What the audit rules know; the shipped example unless told. */
  readonly auditKnowledge?: Knowledge | undefined;
  readonly limits: CareLimits;
  /** Where the cash part of an order is paid; without one orders are refused. */
  readonly channel?: PaymentChannel | undefined;
  /** Carries the notice of a paid order to its hospital; without it nobody is told. */
  readonly tellHospital?: TellHospital | undefined;
  /** Of a person insured at this node, whose payers keep their books in this node's database. */
  readonly legBeside?: LegBeside;
  /** Called around each durable effect, so that a simulation can stop the node there. */
  readonly crashpoint?: (name: string) => void | Promise<void>;
};

/**
 * What a payer beside this side says to a question, with its writing for a statement of ours: the answer is
 * true once that statement is committed. It raises `leg_moved` or a conflict where that is no longer so; then
 * nothing is written, and the question goes by message. Null: not this time, likewise.
 */
export type LegBeside = {
  answer(asking: LegQuestion, route: Route, read?: unknown): Promise<LegAnswer | null>;
  /** What an answer to a confirmation reads, as a part of a statement of ours; its value is `read`. */
  confirming(of: Columns): FunctionCall;
  /** Likewise of a hold; null where there is nothing to be read. */
  holding(leg: { readonly legId: string; readonly payer: string }, of: Columns): FunctionCall | null;
};

/** What our statement calls person and settlement. */
type Columns = { readonly person: string; readonly settlement: string };

type LegQuestion =
  | { readonly message: 'leg.hold@1'; readonly body: RequestOf<'leg.hold@1'> }
  | { readonly message: 'leg.confirm@1'; readonly body: RequestOf<'leg.confirm@1'> };
type LegAnswer = { readonly outcome: AnswerOf<'leg.outcome@1'>; readonly call: FunctionCall };

export type CareLimits = {
  /** How long a hospital's call waits for the insured place, ms. */
  readonly settleDeadlineMs: number;
  /** How long an intent is left to its own call before the resolver takes it over, ms. */
  readonly resolveAfterMs: number;
};

export const DEFAULT_LIMITS: CareLimits = { settleDeadlineMs: 8_000, resolveAfterMs: 20_000 };

/**
 * How far a call got. `mayHaveEffect` turns true before its first commit of an effect or an intent, and for
 * a message that was received before; until then a mistake of this program has certainly left nothing.
 */
export type Progress = { mayHaveEffect: boolean };

/** One hospital call, received and kept. */
export type Call = {
  readonly actor: Actor;
  readonly institution: Institution;
  readonly messageId: string;
  readonly interfaceNumber: string;
  /** Digest of the content: the same message id with another digest is another request. */
  readonly contentDigest: string;
  /** The insured place that the envelope names, when it names one. */
  readonly insuredRegion: string | null;
  readonly receivedAt: ReturnType<Clock>;
  /** Row of the message as received; null for a call that the node makes itself. */
  readonly rawId: number | null;
  readonly progress: Progress;
};

export function crashpoint(deps: CareDeps, name: string): void | Promise<void> {
  return deps.crashpoint?.(name);
}
