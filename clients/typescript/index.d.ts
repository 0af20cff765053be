/** Client of the national medical-insurance interface: official names, types from the dictionary. */
import type { Transactions } from './transactions.generated.js';

export type { Transactions } from './transactions.generated.js';

export type TransactionNumber = keyof Transactions;
export type InputOf<N extends TransactionNumber> = Transactions[N]['input'];
/** Numbers of an answer are decimal text (`"82.92"`), so that no amount passes through a float. */
export type OutputOf<N extends TransactionNumber> = Transactions[N]['output'];

export type Headers = (number: string, now: Date) => Readonly<Record<string, string>>;

export type ClientOptions = {
  /** Where the gateway is, without a path: `http://127.0.0.1:8600`. */
  readonly url: string;
  /** Path of the gateway; the number stands in the body. */
  readonly path?: string;
  readonly providerId: string;
  readonly providerName: string;
  /** 就医地医保区划, six digits. */
  readonly careRegion: string;
  readonly operatorId: string;
  readonly operatorName: string;
  /** 1 经办人（默认）, 2 自助终端, 3 移动终端. */
  readonly operatorType?: '1' | '2' | '3';
  readonly receiverSystem?: string;
  /** Header signature of the province: `tifHeaders`, `csbHeaders` or your own. */
  readonly headers?: Headers;
  /** How often a call without a final answer is repeated under the same message id; 4 unless told. */
  readonly retries?: number;
  /** Pause before the first repetition; it doubles each time. 500 ms unless told. */
  readonly retryAfterMs?: number;
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => Date;
};

export type CallOptions = {
  /** 参保地医保区划 as 1101 answers it; may stay empty for local patients. */
  readonly insuredRegion?: string;
  /** A message id of your own: keep it before the call, and a crash cannot lose it. */
  readonly messageId?: string;
  readonly signInNumber?: string;
};

export type Answer<O> = {
  readonly output: O;
  readonly messageId: string;
  /** The platform's reference of the call. */
  readonly reference: string;
  readonly warning: string;
};

export type Client = {
  /**
   * One call. A lost answer, and a refusal that asks for it, are repeated with the same message id.
   * Throws `Refused` (no effect, unless `error` is `outcome-unknown`), `GatewayRejected`, or `NoAnswer`
   * (open whether there was an effect: repeat with its `messageId`, or `reverse`).
   */
  call<N extends TransactionNumber>(
    number: N,
    input: InputOf<N>,
    options?: CallOptions,
  ): Promise<Answer<OutputOf<N>>>;
  /** 2601: what the call under this message id did is undone; if it never arrived it never will count. */
  reverse(call: {
    readonly number: TransactionNumber;
    readonly messageId: string;
    readonly personId: string;
    readonly insuredRegion?: string;
  }): Promise<Answer<OutputOf<'2601'>>>;
  /** 机构编号 + yyyyMMddHHmmss + four letters or digits. */
  newMessageId(): string;
};

export declare function createClient(options: ClientOptions): Client;

/** Header signatures of the two public styles. */
export declare function tifHeaders(account: { account: string; secret: string }): Headers;
export declare function csbHeaders(account: {
  accessKey: string;
  secretKey: string;
  apiVersion?: string;
}): Headers;

/** The platform said no. */
export declare class Refused extends Error {
  /** Number of the error, 0 when the text carries none. */
  readonly number: number;
  /** Stable name: `coverage-suspended`. */
  readonly error: string | null;
  readonly reason: string;
  readonly who: string | null;
  /** Who mends it, in Chinese. */
  readonly whoLabel: string;
  /** What to do next, in Chinese. */
  readonly next: string;
  /** Whether the same call under the same message id may succeed later. */
  readonly isRepeatable: boolean;
  readonly messageId: string;
  readonly reference: string;
}

/** The header signature did not pass. */
export declare class GatewayRejected extends Error {}

/** No answer came; nobody knows yet whether the call had its effect. */
export declare class NoAnswer extends Error {
  readonly messageId: string;
}

/** JSON whose numbers become text. */
export declare function readJson(text: string): unknown;
/** China Standard Time, `yyyy-MM-dd HH:mm:ss`. */
export declare function formatTime(date: Date): string;

export type ErrorEntry = {
  readonly name: string;
  readonly cause: string;
  readonly who: string;
  readonly whoLabel: string;
  readonly next: string;
  readonly isRepeatable: boolean;
};
export declare const errors: Readonly<Record<number, ErrorEntry>>;
export declare const transactions: Readonly<
  Record<
    TransactionNumber,
    { readonly label: string; readonly writes: boolean; readonly answersFile: boolean }
  >
>;
