import { instant } from '@zhijie/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COOKIE,
  endedSessions,
  followSession,
  formToken,
  isFormToken,
  newSession,
  readSession,
  SESSION_MINUTES,
  sessionText,
  setCookie,
} from './session.ts';

const clock = { now: 1_000_000 };
let seed = 0;
const now = () => instant(clock.now);
const deps = {
  key: new Uint8Array(32).fill(1),
  now,
  ended: endedSessions(now),
  randomBytes: (count: number) => new Uint8Array(count).fill(++seed),
};
const who = { personId: 'P1', area: '990100' };
const header = (text: string) => `other=1; ${COOKIE}=${text}`;

describe('a session', () => {
  it('is read back as it was written', () => {
    const session = newSession(deps, who, true);
    expect(readSession(deps, header(sessionText(deps, session)))).toEqual(session);
  });

  it('is refused when any character of it was changed', () => {
    const text = sessionText(deps, newSession(deps, who, false));
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom('A', 'b', '7', '.'), (at, character) => {
        fc.pre(text[at] !== character);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const read = readSession(deps, header(changed));
        // The last character of a base64url part may carry bits that mean nothing.
        expect(read === null || read.who?.personId === who.personId).toBe(true);
        if (at < text.indexOf('.')) expect(read).toBeNull();
      }),
    );
  });

  it('is refused with the mark of another key, without a mark, and when there is none', () => {
    const text = sessionText(deps, newSession(deps, who, false));
    expect(readSession({ ...deps, key: new Uint8Array(32).fill(2) }, header(text))).toBeNull();
    expect(readSession(deps, header(text.split('.')[0]!))).toBeNull();
    expect(readSession(deps, undefined)).toBeNull();
  });

  it('ends after its minutes', () => {
    const text = sessionText(deps, newSession(deps, who, false));
    clock.now += SESSION_MINUTES * 60_000 - 1;
    expect(readSession(deps, header(text))).not.toBeNull();
    clock.now += 1;
    expect(readSession(deps, header(text))).toBeNull();
  });

  it('is nobody’s once another follows, though an answer under way renews its cookie', () => {
    const session = newSession(deps, who, true);
    const renewed = sessionText(deps, session);
    const next = followSession(deps, session, null);
    expect(next).toMatchObject({ who: null, isLarge: true });
    expect(readSession(deps, header(renewed))).toBeNull();
    expect(readSession(deps, header(sessionText(deps, next)))).toEqual(next);
  });

  it('has a form token of its own', () => {
    const [one, other] = [newSession(deps, who, false), newSession(deps, who, false)];
    expect(isFormToken(deps, one, formToken(deps, one))).toBe(true);
    expect(isFormToken(deps, one, formToken(deps, other))).toBe(false);
    expect(isFormToken(deps, one, '')).toBe(false);
    expect(isFormToken(deps, one, undefined)).toBe(false);
  });

  it('is a cookie that no script and no other site can use', () => {
    const cookie = setCookie(deps, newSession(deps, null, false), true);
    expect(cookie).toMatch(/; Path=\/; Max-Age=1200; HttpOnly; SameSite=Strict; Secure$/);
  });
});
