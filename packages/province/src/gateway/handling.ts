import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { InputOf, OutputOf, RequestEnvelope, TransactionNumber } from '@zhijie/wire';
import type { Call, CareDeps } from '../care/deps.ts';

/** What a handler works with: one call of one transaction, decoded. */
export type Handling<N extends TransactionNumber> = {
  readonly deps: CareDeps;
  readonly call: Call;
  readonly envelope: RequestEnvelope;
  readonly input: InputOf<N>;
  /** Bytes of a success; `warnings` go to the cashier. */
  readonly answer: (output: OutputOf<N>, warnings?: readonly string[]) => Uint8Array;
};

/** Decoded input → care side → bytes. A refusal becomes the failure answer that `refusal-table.ts` names. */
export type HandlerOf<N extends TransactionNumber> = (
  handling: Handling<N>,
) => Promise<Result<Uint8Array, Refusal>>;

/** Maps the value of an accepted result. */
export function map<T, U>(result: Result<T, Refusal>, change: (value: T) => U): Result<U, Refusal> {
  return result.ok ? ok(change(result.value)) : result;
}

/** An absent field as the inside wants it. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;
