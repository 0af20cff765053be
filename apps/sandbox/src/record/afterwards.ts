import { type FrameHeader, readFrame } from '@zhijie/exchange';
import type { RecordedCall } from './call.ts';
import type { OpenStep } from './steps.ts';

/**
 * What is sent when no call waits for it, and was caused by one: the resolver's questions, details, packets.
 */
const CAUSED = /^(?:settlement\.(?:outcome|reverse|details)|claim\.deliver)@/;
/** What a call must have sent itself to be the cause. */
const CAUSING = /^settlement\.(?:settle|reverse)@/;

const headerOf = (frame: Uint8Array | null): FrameHeader | null => {
  const read = frame === null ? null : readFrame(frame);
  return read?.ok === true ? read.value.header : null;
};

/**
 * The call that caused a hop which no call waits for, by the clear header alone: the newest of this
 * institution and person that settled or reversed, and of this settlement where both sides name one.
 * Undefined when none did: most likely it is no longer kept.
 */
export function causeOf<C extends RecordedCall>(step: OpenStep, newest: Iterable<C>): C | undefined {
  const asked = headerOf(step.request);
  if (asked === null || !CAUSED.test(asked.message)) return undefined;
  const { personId, providerId } = asked.route;
  const named = new Set((headerOf(step.answer)?.trades ?? []).map(({ settlementId }) => settlementId));
  for (const call of newest) {
    const { summary } = call;
    if (summary.personId !== personId || summary.providerId !== providerId) continue;
    if (!call.steps.some(({ message }) => CAUSING.test(message))) continue;
    if (named.size === 0 || summary.settlementId === null || named.has(summary.settlementId)) return call;
  }
  return undefined;
}
