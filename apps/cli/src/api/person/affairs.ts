/**
 * A person's own affairs under `/api/person`: consents, who looked, who may act, the insurance code,
 * filings; for
 * oneself or, within the delegation, for a relative.
 */
import { type CalendarDate, ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { ConsentRequest } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import { followSession, readSession, type SessionDeps, setCookie } from '@zhijie/web/session';
import type { FastifyInstance } from 'fastify';
import {
  ActingBody,
  CodeAnswerBody,
  CodeBody,
  ConsentBody,
  ConsentFormBody,
  DelegateBody,
  Empty,
  FilingBody,
  PageQuery,
} from './affairs-schema.ts';
import { AFFAIRS_TELLING } from './affairs-texts.ts';
import { consentLine, delegateLine, logEntry, principalLine } from './affairs-views.ts';
import { callerOf, type OwnCaller, type Provinces } from './caller.ts';
import { codeRoutes as insuranceCodeRoutes } from './code.ts';
import { productRoutes } from './products.ts';
import { ownRoutes, personActor } from './routes.ts';

export type AffairsServed = { readonly sessions: SessionDeps; readonly provinces: Provinces };
export type Routes = ReturnType<typeof ownRoutes>;
type Answer = Promise<Result<unknown, Refusal>>;

/** Runs work as the caller of the session. */
export const asCaller = async (
  provinces: Provinces,
  who: PersonKey,
  work: (caller: OwnCaller) => Answer,
): Answer => {
  const caller = await callerOf(provinces, who);
  return caller.ok ? work(caller.value) : caller;
};

const PAGE = 20;
const keyed = ({ before, limit }: PageQuery) => {
  const [at, id] = before?.split(',') ?? [];
  const key = at === undefined || id === undefined ? null : { at: Number(at), id };
  return { key, limit: Number(limit ?? PAGE) };
};
const nextOf = <R>(rows: readonly R[], limit: number, key: (row: R) => string): string | null =>
  rows.length < limit ? null : key(rows.at(-1)!);

/** A day of a body; undefined when it was left out. Refuses `date-malformed`. */
function dayOf(text: string | undefined, field: string): Result<CalendarDate | undefined, Refusal> {
  if (text === undefined) return ok(undefined);
  const day = parseCalendarDate(text);
  return day.ok ? day : refuse('date-malformed', { field });
}

function requestOf(personId: string, body: ConsentFormBody): Result<ConsentRequest, Refusal> {
  const startsOn = dayOf(body.startsOn, 'startsOn');
  if (!startsOn.ok) return startsOn;
  const endsOn = dayOf(body.endsOn, 'endsOn');
  if (!endsOn.ok) return endsOn;
  return ok({
    personId,
    recipient: { kind: body.recipientKind, id: body.recipientId, name: body.recipientName },
    purpose: body.purpose,
    product: body.product,
    dataClasses: body.dataClasses,
    startsOn: startsOn.value,
    endsOn: endsOn.value,
  });
}

const CONSENTS = '/api/person/consents';

function consentRoutes({ get, post }: Routes, provinces: Provinces): void {
  get(CONSENTS, PageQuery, (who, query) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const { key, limit } = keyed(query);
      const before = key === null ? undefined : { at: key.at, consentId: key.id };
      const rows = await services.consentsOf(actor, { personId, before, limit });
      if (!rows.ok) return rows;
      const next = nextOf(rows.value, limit, (row) => `${row.given_at},${row.consent_id}`);
      return ok({ consents: rows.value.map(consentLine), next });
    }),
  );
  post(`${CONSENTS}/form`, ConsentFormBody, (who, body) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const request = requestOf(personId, body);
      return request.ok ? services.consentForm(actor, request.value) : request;
    }),
  );
  post(CONSENTS, ConsentBody, (who, { textHash, separately, ...body }) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const request = requestOf(personId, body);
      if (!request.ok) return request;
      return services.giveConsent(actor, { ...request.value, textHash, separately, channel: 'web' });
    }),
  );
  post(`${CONSENTS}/:consentId/revocation`, Empty, (who, _body, { consentId = '' }) =>
    asCaller(provinces, who, ({ actor, services }) =>
      services.revokeConsent(actor, { consentId, channel: 'web' }),
    ),
  );
  get(`${CONSENTS}/:consentId/text`, Empty, (who, _query, { consentId = '' }) =>
    asCaller(provinces, who, ({ actor, services }) => services.consentTextOf(actor, consentId)),
  );
  get('/api/person/access-log', PageQuery, (who, query) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const { key, limit } = keyed(query);
      const before = key === null ? {} : { before: { at: key.at, entry: Number(key.id) } };
      const rows = await services.accessLog(actor, { personId, limit, ...before });
      if (!rows.ok) return rows;
      const next = nextOf(rows.value, limit, (row) => `${row.at},${row.entry}`);
      return ok({ entries: rows.value.map((row) => logEntry(row, personId)), next });
    }),
  );
}

/** Somebody of this program's nodes by ID card number, with the name. */
async function findDelegate(provinces: Provinces, number: string) {
  for (const province of provinces.values()) {
    const { services } = province.insured;
    const system = {
      id: 'delegation',
      kind: 'system',
      node: province.address,
      areas: [],
      roles: [],
    } as const;
    const found = await services.findPerson(system, number);
    if (!found.ok && found.refusal.code !== 'person-unknown') return found;
    if (!found.ok) continue;
    const summary = await services.personSummary(system, found.value.personId);
    if (summary.ok) return ok({ personId: found.value.personId, name: summary.value.person.name });
  }
  return refuse('person-unknown', { field: 'certificateNumber' });
}

const DELEGATES = '/api/person/delegates';

function delegateRoutes({ get, post }: Routes, provinces: Provinces): void {
  get(DELEGATES, Empty, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const rows = await services.delegationsOf(actor, personId);
      return rows.ok ? ok({ delegates: rows.value.map(delegateLine) }) : rows;
    }),
  );
  post(DELEGATES, DelegateBody, (who, { certificateNumber, method = 'signed-in', ...body }) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      if (method === 'face') {
        const face = await services.faceState(actor, personId);
        // Who has a face enrolled looks into the camera of the one who will act, under `delegations/face`.
        const isEnrolled = face.ok && face.value.state === 'enrolled';
        return refuse(isEnrolled ? 'face-challenge-unknown' : 'face-not-enrolled', { field: 'method' });
      }
      if (method !== 'signed-in') return refuse('not-permitted', { field: 'method' });
      const endsOn = dayOf(body.endsOn, 'endsOn');
      if (!endsOn.ok) return endsOn;
      const delegate = await findDelegate(provinces, certificateNumber);
      if (!delegate.ok) return delegate;
      const wish = { ...body, endsOn: endsOn.value };
      return services.grantDelegation(actor, { principalId: personId, delegate: delegate.value, wish });
    }),
  );
  post(`${DELEGATES}/:delegationId/end`, Empty, (who, _body, { delegationId = '' }) =>
    asCaller(provinces, who, ({ actor, services }) => services.endDelegation(actor, delegationId)),
  );
}

/** What somebody does to act for another: at the other one's node, as oneself. */
function codeRoutes({ post }: Routes, provinces: Provinces): void {
  const at = (area: string) => provinces.get(area.slice(0, 2))?.insured.services;
  post('/api/person/delegations/codes', CodeBody, async (who, { insuredArea, ...body }) => {
    const self = await callerOf(provinces, who.by ?? who);
    if (!self.ok) return self;
    const { actor, personId } = self.value;
    const endsOn = dayOf(body.endsOn, 'endsOn');
    if (!endsOn.ok) return endsOn;
    const services = at(insuredArea);
    if (services === undefined) return refuse('area-not-served', { field: 'insuredArea' });
    const own = await self.value.services.personSummary(actor, personId);
    if (!own.ok) return own;
    const { certificateType, certificateNumber, relation, scopes } = body;
    const wish = { relation, scopes, endsOn: endsOn.value };
    const delegateName = own.value.person.name;
    const asked = { certificateType, certificateNumber, delegateName, wish };
    return services.askForDelegationCode(actor, asked);
  });
  post('/api/person/delegations', CodeAnswerBody, async (who, body) => {
    // An id names its area: a letter, then six digits.
    const services = at(body.codeId.slice(1, 7));
    if (services === undefined) return refuse('code-unknown', { field: 'codeId' });
    return services.grantByCode(personActor(who.by ?? who), body);
  });
}

const ACTING = '/api/person/acting';

async function principalsOf(provinces: Provinces, self: PersonKey) {
  const lists = await Promise.all(
    [...provinces.values()].map(async ({ insured }) => insured.services.principalsOf(personActor(self))),
  );
  return lists.flat();
}

function actingRoutes({ get, post }: Routes, { provinces, sessions }: AffairsServed): void {
  const answer = async (who: PersonKey) => ({
    current: { personId: who.personId, isSelf: who.by === undefined },
    principals: (await principalsOf(provinces, who.by ?? who)).map(principalLine),
  });
  get(ACTING, Empty, async (who) => ok(await answer(who)));
  post(ACTING, ActingBody, async (who, { personId }, _params, { request, reply }) => {
    const { personId: selfId, area } = who.by ?? who;
    const self = { personId: selfId, area };
    const change = (next: PersonKey) => {
      const session = followSession(sessions, readSession(sessions, request.headers.cookie)!, next);
      reply.header('set-cookie', setCookie(sessions, session, request.protocol === 'https'));
      return answer(next);
    };
    if (personId === null || personId === selfId) return ok(await change(self));
    for (const { address, insured } of provinces.values()) {
      const found = await insured.services.actAs(personActor(self), personId);
      if (found.ok) return ok(await change({ personId, area: `${address}0000`, by: self }));
    }
    return refuse('delegation-unknown', { field: 'personId' });
  });
}

function filingRoutes({ get, post }: Routes, provinces: Provinces): void {
  get('/api/person/filings', Empty, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const filings = await services.filingsOf(actor, personId);
      return filings.ok ? ok({ filings: filings.value }) : filings;
    }),
  );
  post('/api/person/filings', FilingBody, (who, body) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const startsOn = parseCalendarDate(body.startsOn);
      if (!startsOn.ok) return refuse('date-malformed', { field: 'startsOn' });
      const filed = { ...body, startsOn: startsOn.value, personId, channel: 'national-app' as const };
      return services.submitFiling(actor, filed);
    }),
  );
  post('/api/person/filings/:filingId/cancel', Empty, (who, _body, { filingId = '' }) =>
    asCaller(provinces, who, ({ actor, personId, services }) =>
      services.cancelFiling(actor, { personId, filingId }),
    ),
  );
}

/** All of them; each change shows the token of the session. */
export function affairsApi(served: AffairsServed): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const routes = ownRoutes(app, { ...served, servesDelegates: true }, AFFAIRS_TELLING);
    const { provinces } = served;
    consentRoutes(routes, provinces);
    delegateRoutes(routes, provinces);
    codeRoutes(routes, provinces);
    actingRoutes(routes, served);
    filingRoutes(routes, provinces);
    insuranceCodeRoutes(routes, provinces, served.sessions.now);
    productRoutes(routes, provinces);
  };
}
