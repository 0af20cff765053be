import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Instant } from '@zhijie/kernel';

export type TerminalKey = { readonly providerId: string; readonly terminalId: string };
export type TerminalSession = TerminalKey & {
  readonly sessionId: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly verification: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly endsAt: Instant;
};

/** What came of an entry, as the terminal keeps it. */
export type EntryResult = {
  readonly key: string;
  readonly outcome: 'done' | 'refused';
  readonly bookingId: string | null;
  readonly code: string | null;
  readonly text: string;
  readonly fix: string;
};

const OPEN = statement(
  'care-terminal-open',
  `INSERT INTO care.terminal_session (provider_id, session_id, terminal_id, person_id, insured_area,
     verification, opened_by, opened_at, ends_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING session_id`,
);
const SESSION = statement(
  'care-terminal-session',
  `SELECT provider_id AS "providerId", session_id AS "sessionId", terminal_id AS "terminalId",
     person_id AS "personId", insured_area AS "insuredArea", verification, opened_by AS "openedBy",
     opened_at AS "openedAt", ends_at AS "endsAt"
   FROM care.terminal_session WHERE provider_id = $1 AND session_id = $2`,
);
const TAKE = statement(
  'care-terminal-take',
  `INSERT INTO care.terminal_entry (provider_id, terminal_id, entry_key, session_id, digest, result,
     taken_by, taken_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING entry_key`,
);
const TAKEN = statement(
  'care-terminal-taken',
  `SELECT digest, result FROM care.terminal_entry
   WHERE provider_id = $1 AND terminal_id = $2 AND entry_key = $3`,
);

/** Opens the session unless it is there; answers the one that stands. */
export async function openTerminalSession(tx: Executor, session: TerminalSession): Promise<TerminalSession> {
  const { providerId, sessionId, terminalId, personId, insuredArea } = session;
  const { verification, openedBy, openedAt, endsAt } = session;
  const who = [providerId, sessionId, terminalId, personId, insuredArea, verification];
  if ((await tx.query(OPEN, [...who, openedBy, openedAt, endsAt])).length === 1) {
    const digest = digestOf(session);
    await appendToJournal(tx, { kind: 'care.terminal-session', subject: sessionId, digest });
  }
  return (await terminalSession(tx, session))!;
}

export async function terminalSession(
  db: Executor,
  key: { readonly providerId: string; readonly sessionId: string },
): Promise<TerminalSession | null> {
  return (await db.query<TerminalSession>(SESSION, [key.providerId, key.sessionId]))[0] ?? null;
}

export type TakenEntry = { readonly digest: string; readonly result: EntryResult };
export async function takenEntry(
  db: Executor,
  at: TerminalKey & { readonly key: string },
): Promise<TakenEntry | null> {
  return (await db.query<TakenEntry>(TAKEN, [at.providerId, at.terminalId, at.key]))[0] ?? null;
}

type Taking = TerminalKey & {
  readonly sessionId: string;
  readonly digest: string;
  readonly result: EntryResult;
  readonly by: string;
  readonly at: Instant;
};

/** Keeps what came of an entry; the first one that was kept stands. */
export async function takeEntry(tx: Executor, taking: Taking): Promise<void> {
  const { providerId, terminalId, sessionId, digest, result, by, at } = taking;
  const values = [providerId, terminalId, result.key, sessionId, digest, JSON.stringify(result), by, at];
  if ((await tx.query(TAKE, values)).length === 0) return;
  const subject = `${terminalId}/${result.key}`;
  await appendToJournal(tx, {
    kind: 'care.terminal-entry',
    subject,
    digest: digestOf({ ...result, by, at }),
  });
}
