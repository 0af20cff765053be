/** The person of a session as a claimant: on the patient's pages, for oneself only. */
import { ok } from '@zhijie/kernel';
import { isFormToken, readSession, type SessionDeps } from '@zhijie/web/session';
import { callerOf, type Provinces } from '../person/caller.ts';
import { FOR_ONESELF, NOBODY, NOT_OWN } from '../person/routes.ts';
import type { Callers } from './caller.ts';
import { claimTelling } from './texts.ts';

/** Refuses who has not entered, who acts for another, and a change that no page of the session asked. */
export const sessionCallers =
  (provinces: Provinces, sessions: SessionDeps): Callers =>
  async ({ headers, method }) => {
    const session = readSession(sessions, headers.cookie);
    const who = session?.who ?? null;
    if (session === null || who === null) return { ok: false, refusal: NOBODY };
    if (who.by !== undefined) return { ok: false, refusal: FOR_ONESELF };
    if (method !== 'GET' && !isFormToken(sessions, session, String(headers['x-zhijie-token'] ?? '')))
      return { ok: false, refusal: NOT_OWN };
    const caller = await callerOf(provinces, who);
    if (!caller.ok) return { ok: false, refusal: claimTelling(caller.refusal) };
    const { actor, province } = caller.value;
    return ok({ actor, province });
  };
