/** A face at a hospital's window or terminal under `/api/counter/face` (ID3, Q-11). */
import { formatDateTime, type Instant, maskName, ok } from '@zhijie/kernel';
import { askForFace, matchFaceAt } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import { operatorOf, windowOf } from '../counter/window.ts';
import { type DeskApi, deskRoutes } from '../desk.ts';
import { challengeView } from './challenge.ts';
import { ChallengeBody, MatchBody } from './schema.ts';
import { FACE_TELLING } from './texts.ts';

const BASE = '/api/counter/face';
const DEPARTMENT = 'window';

/** The token goes where that of a scanned code goes: `POST /api/counter/patients`, or a hospital system. */
export function counterFaceApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { post } = deskRoutes(app, served, FACE_TELLING);
    post(`${BASE}/challenges`, ChallengeBody, async (desk, body) => {
      const window = await windowOf(desk);
      if (!window.ok) return window;
      const { deps, place } = window.value;
      const bound = { operatorId: operatorOf(window.value), departmentId: DEPARTMENT };
      const asked = await askForFace(deps, place, { ...body, ...bound });
      return asked.ok ? ok(challengeView(asked.value)) : asked;
    });
    post(`${BASE}/matches`, MatchBody, async (desk, body) => {
      const window = await windowOf(desk);
      if (!window.ok) return window;
      const { deps } = window.value;
      const shown = { ...body, operatorId: operatorOf(window.value) };
      const matched = await matchFaceAt(deps, window.value, shown);
      if (!matched.ok) return matched;
      const { token, expiresAt, identified } = matched.value;
      const { personId, name } = identified.person;
      const until = formatDateTime(expiresAt as Instant);
      return ok({ token, expiresAt: until, personId, name: maskName(name) });
    });
  };
}
