import type { Instant } from '@zhijie/kernel';
import type { GatewayHeaders, WireErrorName } from '@zhijie/wire';
import type { ForcedOutcome } from '../outcome/outcomes.ts';

/** How a message between nodes ended, as the node that sent it saw it. */
export type StepEnd = 'answer' | 'refusal' | 'fault' | 'not-delivered' | 'no-answer' | 'under-way';

/** One hop of one message. The order of `steps` is the order of sending. */
export type Step = {
  readonly from: string;
  readonly to: string;
  /** Name of the message with its version; empty for bytes that are no frame. */
  readonly message: string;
  /** The node that answers in the end; the hub only passes on. */
  readonly answeredBy: string;
  /** Milliseconds after the call came in. */
  readonly startedAfter: number;
  readonly endedAfter: number | null;
  readonly end: StepEnd;
  readonly requestBytes: number;
  readonly answerBytes: number;
  /** Trades that the answer's header tells the hub. */
  readonly trades: number;
};

/** How a call ended for the hospital. */
export type CallEnd = 'success' | 'refused' | 'unknown' | 'rejected' | 'file' | 'lost' | 'unreadable';

/** What the list shows of a call. Holds nothing that tells who a patient is but the person id. */
export type CallSummary = {
  readonly id: string;
  readonly at: Instant;
  readonly durationMs: number;
  readonly interfaceNumber: string | null;
  readonly label: string;
  readonly messageId: string | null;
  readonly providerId: string | null;
  readonly personId: string | null;
  readonly visitId: string | null;
  readonly settlementId: string | null;
  readonly end: CallEnd;
  readonly error: WireErrorName | null;
  /** What the hospital hears, with personal values masked; empty for a success. */
  readonly message: string;
  /** Fields that are wrong, and keys that nobody knows. */
  readonly faults: number;
  readonly ignored: number;
  readonly hops: number;
  readonly forced: ForcedOutcome['kind'] | null;
  readonly replayOf: string | null;
};

/** A recorded call: the bytes as they came and went, and what was observed on the way. */
export type RecordedCall = {
  readonly summary: CallSummary;
  readonly path: string;
  readonly headers: GatewayHeaders;
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
  /** Whether the hospital got the answer; false where its loss was forced. */
  readonly isDelivered: boolean;
  /** True when the bytes were too many to be kept whole: they are cut, and cannot be taken apart. */
  readonly isCut: boolean;
  readonly steps: readonly Step[];
  /**
   * Hops that it caused after its answer: the resolver's questions, details. Their times count from the call.
   */
  readonly afterwards: readonly Step[];
};
