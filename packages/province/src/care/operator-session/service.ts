import { type Executor, statement } from '@zhijie/database';
import { dateOf, type Instant, instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';

export type Session = { readonly sessionId: string; readonly at: Instant };

const OPEN = statement(
  'care-session-open',
  `INSERT INTO care.operator_session (session_id, provider_id, operator_id, device_address, network_address,
     signed_in_at) VALUES ($1, $2, $3, $4, $5, $6)`,
);
const CLOSE = statement(
  'care-session-close',
  `UPDATE care.operator_session SET signed_out_at = $4
   WHERE session_id = $1 AND provider_id = $2 AND operator_id = $3 AND signed_out_at IS NULL
   RETURNING signed_in_at AS "signedInAt"`,
);
const READ = statement(
  'care-session-read',
  `SELECT signed_in_at AS "signedInAt" FROM care.operator_session
   WHERE session_id = $1 AND provider_id = $2 AND signed_out_at IS NULL`,
);

/** Signs an operator in for the day (9001). */
export function signIn(
  deps: CareDeps,
  call: Call,
  wanted: { readonly operatorId: string; readonly deviceAddress: string; readonly networkAddress: string },
  render: (session: Session) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId, area } = call.institution;
  const at = call.receivedAt;
  const sessionId = deps.ids.next('session', area, at);
  const { operatorId, deviceAddress, networkAddress } = wanted;
  return once(
    deps,
    call,
    async (tx) => {
      await tx.query(OPEN, [sessionId, providerId, operatorId, deviceAddress, networkAddress, at]);
      return ok({ output: { sessionId, at } });
    },
    render,
  );
}

/** Signs an operator out (9002): of a sign-in of the same day. Refusal: `not-signed-in`. */
export function signOut(
  deps: CareDeps,
  call: Call,
  wanted: { readonly operatorId: string; readonly sessionId: string },
  render: (session: Session) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { sessionId, operatorId } = wanted;
  const { providerId } = call.institution;
  const at = call.receivedAt;
  return once(
    deps,
    call,
    async (tx) => {
      const values = [sessionId, providerId, operatorId, at];
      const rows = await tx.query<{ signedInAt: number }>(CLOSE, values);
      return rows.length === 1 && isSameDay(rows[0]!.signedInAt, at)
        ? ok({ output: { sessionId, at } })
        : careRefusal('not-signed-in', 'signInNumber', { value: sessionId });
    },
    render,
  );
}

const isSameDay = (first: number, second: Instant) => dateOf(instant(first)) === dateOf(second);

/** True when the session is open since today, at this institution. */
export async function isSignedIn(
  db: Executor,
  session: { readonly sessionId: string; readonly providerId: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await db.query<{ signedInAt: number }>(READ, [session.sessionId, session.providerId]);
  return rows.length === 1 && isSameDay(rows[0]!.signedInAt, session.at);
}
