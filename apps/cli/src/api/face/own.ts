/** The person's own face under `/api/person/face`, and acting for family by face (ID3, ID4, Q-11). */
import { formatDateTime, type Instant, ok, parseCalendarDate, refuse } from '@zhijie/kernel';
import { OTHER_WAYS } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type AffairsServed, asCaller } from '../person/affairs.ts';
import { callerOf } from '../person/caller.ts';
import { ownRoutes } from '../person/routes.ts';
import { challengeView } from './challenge.ts';
import { EnrolBody, GrantBody, RelativeBody } from './schema.ts';
import { FACE_TELLING } from './texts.ts';

const FACE = '/api/person/face';
const FAMILY = '/api/person/delegations/face';
const Nothing = Type.Object({}, { additionalProperties: false });
type Routes = ReturnType<typeof ownRoutes>;

const when = (at: number | null): string | null => (at === null ? null : formatDateTime(at as Instant));

export function ownFaceApi(served: AffairsServed): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const routes = ownRoutes(app, { ...served, servesDelegates: true }, FACE_TELLING);
    ownFace(routes, served);
    relativesFace(routes, served);
  };
}

function ownFace({ get, post }: Routes, { provinces }: AffairsServed): void {
  get(FACE, Nothing, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const found = await services.faceState(actor, personId);
      if (!found.ok) return found;
      const { enrolledAt, endedAt, ...rest } = found.value;
      return ok({ ...rest, enrolledAt: when(enrolledAt), endedAt: when(endedAt), ways: OTHER_WAYS });
    }),
  );
  post(`${FACE}/form`, Nothing, (who) =>
    asCaller(provinces, who, ({ actor, personId, services }) => services.faceForm(actor, personId)),
  );
  post(FACE, EnrolBody, (who, body) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const enrolled = await services.enrolFace(actor, { ...body, personId, channel: 'web' });
      if (!enrolled.ok) return enrolled;
      const { enrolmentId, enrolledAt } = enrolled.value;
      return ok({ enrolmentId, enrolledAt: formatDateTime(enrolledAt) });
    }),
  );
  post(`${FACE}/revocation`, Nothing, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const revoked = await services.revokeFace(actor, { personId, channel: 'web' });
      if (!revoked.ok) return revoked;
      const { consentId, revokedAt } = revoked.value;
      return ok({ consentId, revokedAt: formatDateTime(revokedAt) });
    }),
  );
}

/**
 * The relative sits beside: who is signed in asks, the relative looks; at the relative's node, as oneself.
 */
function relativesFace({ post }: Routes, { provinces }: AffairsServed): void {
  const at = (area: string) => provinces.get(area.slice(0, 2))?.insured.services;
  post(`${FAMILY}/challenges`, RelativeBody, async (who, { insuredArea, ...certificate }) => {
    const self = await callerOf(provinces, who.by ?? who);
    if (!self.ok) return self;
    const services = at(insuredArea);
    if (services === undefined) return refuse('area-not-served', { field: 'insuredArea' });
    const asked = await services.askPrincipalToLook(self.value.actor, certificate);
    return asked.ok ? ok(challengeView(asked.value)) : asked;
  });
  post(FAMILY, GrantBody, async (who, { challengeId, relation, scopes, endsOn, ...look }) => {
    const self = await callerOf(provinces, who.by ?? who);
    if (!self.ok) return self;
    const { actor, personId, services } = self.value;
    const there = at(challengeId.slice(1, 7));
    if (there === undefined) return refuse('face-challenge-unknown', { field: 'challengeId' });
    const day = endsOn === undefined ? null : parseCalendarDate(endsOn);
    if (day?.ok === false) return refuse('date-malformed', { field: 'endsOn' });
    const own = await services.personSummary(actor, personId);
    if (!own.ok) return own;
    const delegate = { personId, name: own.value.person.name };
    const wish = { relation, scopes, endsOn: day?.value };
    return there.grantByFace(actor, { challengeId, look, delegate, wish });
  });
}
