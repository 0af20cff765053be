import type { Log } from '@zhijie/exchange';
import {
  type Actor,
  type Clock,
  Defect,
  formatDateTime,
  type Instant,
  monthOf,
  ok,
  provinceOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import {
  contentDigest,
  decodeInput,
  differingField,
  encodeAnswer,
  encodeFailure,
  encodeGatewayRejection,
  errorOfFault,
  type GatewayHeaders,
  type OutputOf,
  type Receipt,
  type RequestEnvelope,
  readRequest,
  TRANSACTIONS,
  type TransactionNumber,
  unwrapMultipart,
  type WireError,
} from '@zhijie/wire';
import type { Call, CareDeps, Progress } from '../care/deps.ts';
import type { NonceMemory } from '../care/header-nonce/service.ts';
import { isSignedIn } from '../care/operator-session/service.ts';
import { mayActFor } from '../care/permissions.ts';
import { answerOfEarlier } from '../care/request-key/service.ts';
import { type EarlierRequest, type Received, receive } from '../care/request-key/store.ts';
import { type Caller, callerOf, type HeaderStyle } from './caller.ts';
import { HANDLERS } from './handlers/index.ts';
import type { HandlerOf } from './handling.ts';
import type { MobileApps } from './mobile-gateway.ts';
import { wireErrorOf } from './refusal-table.ts';
import { referenceOf, warningOf } from './settlement-output.ts';

export type GatewayDeps = {
  /** The care side of a province by its two digits; undefined when this process does not serve it. */
  readonly careOf: (province: string) => CareDeps | undefined;
  readonly now: Clock;
  readonly log: Log;
  /** Bytes of one request; 2 MB unless told. */
  readonly maxBytes?: number;
  readonly headerStyle?: HeaderStyle;
  /** Remembers the nonces of x-tif; asked only where that style is verified. */
  readonly nonces?: NonceMemory;
  /** Whether every call must carry a sign-in of the day; regions differ, off unless told. */
  readonly requiresSignIn?: boolean;
  /** Who may speak in the encrypted envelope of mobile payment; nobody unless told. */
  readonly mobileApps?: MobileApps | undefined;
  /** Stands around every call: a sandbox records it and may lose its answer. None unless told. */
  readonly around?: AroundCall;
};

/** `answer` answers as the gateway alone would. Null instead of an answer: the caller hears nothing. */
export type AroundCall = (
  request: HospitalRequest,
  answer: (request: HospitalRequest) => Promise<Uint8Array>,
) => Promise<Uint8Array | null>;

export const MAX_BYTES = 2 * 1024 * 1024;

export type HospitalRequest = {
  readonly body: Uint8Array;
  /** True when more bytes came than are read. */
  readonly isTooLarge?: boolean;
  readonly path: string;
  readonly headers: GatewayHeaders;
  /** Who calls, where the envelope around the message has proved it. */
  readonly caller?: Caller;
  /** What is wrong with that envelope: all that the call is answered. */
  readonly refusal?: WireError;
};

const nowhere = (at: Instant): Receipt => ({
  reference: referenceOf({ careArea: '000000', messageId: '', at }),
  receivedAt: at,
  answeredAt: at,
});

/** Bytes in, bytes out, HTTP status 200 always; never throws. */
export async function answerHospital(deps: GatewayDeps, request: HospitalRequest): Promise<Uint8Array> {
  const at = deps.now();
  if (request.refusal !== undefined) return encodeFailure(request.refusal, nowhere(at));
  const caller = await asked(deps, request, at);
  if (caller === 'failed') return encodeFailure({ error: 'internal-error' }, nowhere(at));
  if (!caller.ok) return encodeGatewayRejection(caller.refusal);
  const maxBytes = deps.maxBytes ?? MAX_BYTES;
  if (request.isTooLarge === true) {
    return encodeFailure({ error: 'body-too-large', detail: { limit: maxBytes } }, nowhere(at));
  }
  // A file that came as a multipart body stands inside the JSON text from here on.
  const body = unwrapMultipart(request.body);
  const read = readRequest(body, { path: request.path, maxBytes });
  if (!read.ok) return encodeFailure(read.refusal, nowhere(at));
  const envelope = read.value;
  const receipt = receiptOf(deps, envelope, at);
  const progress: Progress = { mayHaveEffect: false };
  try {
    const context = { body, at, receipt, caller: caller.value, progress };
    const result = await dispatch(deps, envelope, context);
    if (result instanceof Uint8Array) return result;
    return encodeFailure(result, { ...receipt, answeredAt: deps.now() });
  } catch (error) {
    return failed(deps, envelope, { receipt, progress }, error);
  }
}

/** Who calls; 'failed' when the nonces cannot be looked at: then nobody is let in. */
async function asked(deps: GatewayDeps, { headers, caller }: HospitalRequest, at: Instant) {
  if (caller !== undefined) return ok(caller);
  try {
    return await callerOf({ style: deps.headerStyle, nonces: deps.nonces }, headers, at);
  } catch (error) {
    deps.log({ level: 'error', event: 'caller-unverified', error });
    return 'failed';
  }
}

function receiptOf(deps: GatewayDeps, envelope: RequestEnvelope, at: Instant): Receipt {
  const { careRegion: careArea, messageId } = envelope;
  return { reference: referenceOf({ careArea, messageId, at }), receivedAt: at, answeredAt: deps.now() };
}

/**
 * After a failure nobody knows whether a writing call had its effect: its own message id tells, when
 * repeated. A mistake of this program before the first effect or intent has certainly had none.
 */
function failed(
  deps: GatewayDeps,
  { interfaceNumber }: RequestEnvelope,
  { receipt, progress }: Pick<Context, 'receipt' | 'progress'>,
  error: unknown,
): Uint8Array {
  const { reference } = receipt;
  deps.log({ level: 'error', event: 'call-failed', interfaceNumber, reference, error });
  const hasNoEffect = error instanceof Defect && !progress.mayHaveEffect;
  const answer: WireError =
    TRANSACTIONS[interfaceNumber].writes && !hasNoEffect
      ? { error: 'outcome-unknown' }
      : { error: 'internal-error', detail: { reference } };
  return encodeFailure(answer, receipt);
}

type Context = {
  readonly body: Uint8Array;
  readonly at: Instant;
  readonly receipt: Receipt;
  readonly caller: Caller;
  readonly progress: Progress;
};

async function dispatch(
  deps: GatewayDeps,
  envelope: RequestEnvelope,
  { body, at, receipt, caller, progress }: Context,
): Promise<Uint8Array | WireError> {
  const { interfaceNumber, messageId, providerId } = envelope;
  const care = /^[HP]\d{11}$/.test(providerId) ? deps.careOf(providerId.slice(1, 3)) : undefined;
  if (care === undefined) return { error: 'provider-unknown', detail: { providerId } };
  const month = monthOf(at);
  const received = await receive(care.db, care.fieldKeys, {
    providerId,
    messageId,
    interfaceNumber,
    body,
    month,
    at,
  });
  progress.mayHaveEffect = received.earlier !== null;
  const call = callOf(envelope, received, { at, caller, progress });
  if (call === null) return { error: 'provider-unknown', detail: { providerId } };
  if (provinceOf(envelope.careRegion) !== provinceOf(call.institution.area)) {
    return { error: 'care-region-mismatch' };
  }
  if (!mayActFor(call.actor, providerId)) return { error: 'provider-mismatch' };
  const known = answerKnown(envelope, call, received.earlier);
  if (known !== null) return known;
  // What was begun before a stoppage goes on; nothing new begins in it.
  if (received.stopsUntil !== null && received.earlier === null) {
    return { error: 'planned-downtime', detail: { until: formatDateTime(received.stopsUntil) } };
  }
  if (!(await maySpeak(deps, care, envelope, call))) return { error: 'not-signed-in' };
  const result = await handle(care, envelope, call, receipt);
  if ('error' in result) return result;
  return result.ok ? result.value : wireErrorOf(result.refusal);
}

function callOf(
  envelope: RequestEnvelope,
  received: Received,
  { at, caller, progress }: Pick<Context, 'at' | 'caller' | 'progress'>,
): Call | null {
  const { institution, rawId } = received;
  if (institution === null) return null;
  const { providerId } = institution;
  const actor: Actor = {
    id: `${providerId}/${envelope.operatorId}`,
    kind: 'hospital',
    node: provinceOf(institution.area),
    areas: [institution.area],
    roles: (caller.speaksFor ?? [providerId]).map((own) => `operator:${own}`),
  };
  return {
    actor,
    institution,
    messageId: envelope.messageId,
    interfaceNumber: envelope.interfaceNumber,
    contentDigest: contentDigest(envelope),
    insuredRegion: envelope.insuredRegion,
    receivedAt: at,
    rawId,
    progress,
  };
}

/** What the same message id was answered with before; null when it is new, or still under way. */
function answerKnown(
  envelope: RequestEnvelope,
  call: Call,
  earlier: EarlierRequest | null,
): Uint8Array | WireError | null {
  if (earlier === null) return null;
  const answer = answerOfEarlier(call, earlier);
  if (answer === null) return null;
  if (answer.ok) return answer.value;
  const { refusal } = answer;
  if (refusal.code !== 'content-differs') return wireErrorOf(refusal);
  return { error: 'message-id-reused', detail: { field: fieldThatDiffers(envelope, earlier) } };
}

function fieldThatDiffers(envelope: RequestEnvelope, earlier: EarlierRequest): string {
  if (earlier.body === null) return 'infno';
  const first = readRequest(earlier.body, { path: '', maxBytes: earlier.body.byteLength });
  // The number of the first call may have stood in its path only.
  if (!first.ok) return earlier.interfaceNumber === envelope.interfaceNumber ? 'input' : 'infno';
  return differingField(first.value.rawDigestInput, envelope.rawDigestInput) ?? 'input';
}

async function maySpeak(
  deps: GatewayDeps,
  care: CareDeps,
  envelope: RequestEnvelope,
  call: Call,
): Promise<boolean> {
  const { interfaceNumber, signInNumber } = envelope;
  if (deps.requiresSignIn !== true || interfaceNumber === '9001') return true;
  if (signInNumber === null) return false;
  const { providerId } = call.institution;
  return isSignedIn(care.db, { sessionId: signInNumber, providerId, at: call.receivedAt });
}

async function handle(
  care: CareDeps,
  envelope: RequestEnvelope,
  call: Call,
  receipt: Receipt,
): Promise<Result<Uint8Array, Refusal> | WireError> {
  const { interfaceNumber } = envelope;
  const input = decodeInput(interfaceNumber, envelope.input);
  if (!input.ok) return errorOfFault(input.refusal);
  if (call.institution.isReadStrictly === true) {
    const [what] = [...envelope.ignored, ...input.ignored];
    if (what !== undefined) return { error: 'message-not-exact', detail: { what } };
  }
  const handler = HANDLERS[interfaceNumber] as HandlerOf<TransactionNumber>;
  const answer = (output: OutputOf<TransactionNumber>, warnings: readonly string[] = []) =>
    encodeAnswer({
      interfaceNumber,
      output,
      receipt: { ...receipt, answeredAt: care.now() },
      warning: warningOf(warnings),
    });
  return handler({ deps: care, call, envelope, input: input.value as never, answer });
}
