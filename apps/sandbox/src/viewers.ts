import { equalBytes, type RandomBytes, sm3, toHex } from '@zhijie/crypto';
import type { Instant } from '@zhijie/kernel';

/** Who may see whole names and numbers, and what they looked at. */
export type Unmasking = {
  readonly at: Instant;
  readonly viewer: string;
  readonly reason: string;
  readonly callId: string;
};

export type Viewer = { readonly name: string; readonly reason: string };

export type Viewers = {
  /** A session for whoever knows the key and says who and why; null otherwise. */
  enter(key: string, viewer: Viewer): string | null;
  leave(session: string): void;
  of(session: string | undefined): Viewer | null;
  /** Writes down that a viewer saw a call whole, before it is shown. Throws when it cannot be written. */
  unmasked(viewer: Viewer, callId: string): void;
  latest(): readonly Unmasking[];
};

export type ViewersDeps = {
  readonly key: string;
  readonly now: () => Instant;
  readonly randomBytes: RandomBytes;
  /** Keeps an unmasking for good; throws when it cannot. */
  readonly write: (entry: Unmasking) => void;
};

const MOST_SESSIONS = 100;
const MOST_SHOWN = 500;
const SESSION_BYTES = 24;

const digest = (text: string): Uint8Array => sm3(new TextEncoder().encode(text));

export function createViewers({ key, now, randomBytes, write }: ViewersDeps): Viewers {
  const sessions = new Map<string, Viewer>();
  const shown: Unmasking[] = [];
  const expected = digest(key);
  return {
    enter(given, viewer) {
      if (!equalBytes(digest(given), expected)) return null;
      if (viewer.name.trim() === '' || viewer.reason.trim() === '') return null;
      const session = toHex(randomBytes(SESSION_BYTES));
      if (sessions.size >= MOST_SESSIONS) sessions.delete(sessions.keys().next().value!);
      sessions.set(session, viewer);
      return session;
    },
    leave: (session) => void sessions.delete(session),
    of: (session) => (session === undefined ? null : (sessions.get(session) ?? null)),
    unmasked({ name, reason }, callId) {
      const entry = { at: now(), viewer: name, reason, callId };
      write(entry);
      shown.unshift(entry);
      shown.length = Math.min(shown.length, MOST_SHOWN);
    },
    latest: () => shown,
  };
}
