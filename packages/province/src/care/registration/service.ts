import { type AnswerOf, NoAnswer, NotDelivered, type RequestOf, routeOf } from '@zhijie/exchange';
import { monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive } from '../institution/service.ts';
import { insuredAreaFor } from '../person/benefits.ts';
import { reach } from '../person/identify.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';

/** What the hospital files (2501, 2503, 2505, 2507), without the number of the request. */
export type Registration = Omit<RequestOf<'registration.file@1'>, 'requestId'>;
export type Withdrawal = Omit<RequestOf<'registration.withdraw@1'>, 'requestId'>;
export type Question = RequestOf<'registration.list@1'>;
export type Registrations = AnswerOf<'registration.list@1'>;

const requestIdOf = ({ institution, messageId }: Call) => `${institution.providerId}/${messageId}`;

async function routeFor(deps: CareDeps, call: Call, personId: string) {
  const insuredArea = await insuredAreaFor(deps, call, personId);
  if (!insuredArea.ok) return insuredArea;
  const { area: careArea, providerId } = call.institution;
  const month = monthOf(call.receivedAt);
  return ok(routeOf({ careArea, insuredArea: insuredArea.value, providerId, personId, month }));
}

/**
 * A request with an effect at the insured place: once it may have arrived, only the same message again tells
 * what became of it. Refusals: `insured-place-unreachable`, `request-in-progress`, the insured side's own.
 */
async function act<T>(ask: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotDelivered) return careRefusal('insured-place-unreachable');
    if (error instanceof NoAnswer) return careRefusal('request-in-progress', 'messageId');
    throw error;
  }
}

/** Keeps the answer under the message, with who acted for whom. */
function keep<T>(
  deps: CareDeps,
  call: Call,
  about: { readonly personId: string; readonly purpose: string; readonly value: T },
  render: (value: T) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { personId, purpose, value } = about;
  return once(
    deps,
    call,
    async (tx) => {
      await logAccess(tx, { ...accessOf(call), personId, purpose });
      return ok({ output: value });
    },
    render,
  );
}

/**
 * Files with the insured place, which keeps it once per message. Refusals: `institution-*`, those of `act`,
 * and the insured side's own.
 */
export async function fileRegistration(
  deps: CareDeps,
  call: Call,
  wanted: Registration,
  render: (registrationId: string) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const refusal = requireActive(call.institution);
  if (refusal !== null) return { ok: false, refusal };
  const route = await routeFor(deps, call, wanted.personId);
  if (!route.ok) return route;
  call.progress.mayHaveEffect = true;
  const request = { requestId: requestIdOf(call), ...wanted };
  const filed = await act(() => deps.ask('registration.file@1', route.value, request));
  if (!filed.ok) return filed;
  const value = filed.value.registrationId;
  return keep(deps, call, { personId: wanted.personId, purpose: 'file-registration', value }, render);
}

/** Withdraws what this institution filed (2502, 2504, 2506). Refusals: as `fileRegistration`. */
export async function withdrawRegistration(
  deps: CareDeps,
  call: Call,
  wanted: Withdrawal,
  render: (registrationId: string) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const route = await routeFor(deps, call, wanted.personId);
  if (!route.ok) return route;
  call.progress.mayHaveEffect = true;
  const request = { requestId: requestIdOf(call), ...wanted };
  const withdrawn = await act(() => deps.ask('registration.withdraw@1', route.value, request));
  if (!withdrawn.ok) return withdrawn;
  const value = withdrawn.value.registrationId;
  return keep(deps, call, { personId: wanted.personId, purpose: 'withdraw-registration', value }, render);
}

/** What stands on file for a person (5301, 5302, 5304); the reading is logged on both sides. */
export async function registrationsOf(
  deps: CareDeps,
  call: Call,
  question: Question,
): Promise<Result<Registrations, Refusal>> {
  const route = await routeFor(deps, call, question.personId);
  if (!route.ok) return route;
  const found = await reach(() => deps.ask('registration.list@1', route.value, question));
  if (found.ok) {
    await logAccess(deps.db, {
      ...accessOf(call),
      personId: question.personId,
      purpose: 'list-registrations',
    });
  }
  return found;
}
