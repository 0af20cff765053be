import type { Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { once } from '../request-key/service.ts';
import { requireActive } from './service.ts';

type Work<T> = Parameters<typeof once<T>>[2];

/** The effect of a call, once, of an institution whose agreement is in force. Refusals: the institution's. */
export function onceActive<T>(
  deps: CareDeps,
  call: Call,
  work: Work<T>,
  render: (output: T) => Uint8Array,
): Promise<Result<Uint8Array>> {
  const inForce: Work<T> = async (tx) => {
    const inactive = requireActive(call.institution);
    return inactive === null ? work(tx) : { ok: false, refusal: inactive };
  };
  return once(deps, call, inForce, render);
}
