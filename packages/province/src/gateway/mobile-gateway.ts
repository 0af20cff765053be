import { formatDateTime } from '@zhijie/kernel';
import {
  encodeMobileAnswer,
  encodeMobileFailure,
  type KnownMobileApp,
  readAnswerEnvelope,
  readMobileCall,
} from '@zhijie/wire';
import type { GatewayDeps, HospitalRequest } from './serve.ts';

/** The applications that may speak in the encrypted envelope, by their id. */
export type MobileApps = (appId: string) => KnownMobileApp | undefined;

type Answering = (request: HospitalRequest) => Promise<Uint8Array | null>;

/**
 * A call in the encrypted envelope of mobile payment: verified, decrypted, answered on the ordinary path, and
 * its answer encrypted and signed. The envelope proves who calls; header styles are not asked for. Null: the
 * caller hears nothing.
 */
export async function answerMobile(
  deps: Pick<GatewayDeps, 'mobileApps' | 'now'>,
  request: HospitalRequest,
  answer: Answering,
): Promise<Uint8Array | null> {
  if (request.isTooLarge === true) return inPlain(await answer(request));
  const sentAt = formatDateTime(deps.now());
  const read = readMobileCall(request.body, { path: request.path, sentAt }, (appId) =>
    deps.mobileApps?.(appId),
  );
  // What is wrong with the envelope stands in the log like any refusal.
  if (!read.ok) return inPlain(await answer({ ...request, refusal: read.refusal }));
  const { app } = read.value;
  const caller = { speaksFor: app.providers ?? null };
  const bytes = await answer({ ...request, body: read.value.request, caller });
  return bytes === null ? null : encodeMobileAnswer(read.value, bytes, deps.now());
}

const inPlain = (answer: Uint8Array | null): Uint8Array | null =>
  answer === null ? null : encodeMobileFailure(readAnswerEnvelope(answer)?.message ?? '');
