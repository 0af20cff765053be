import { routeOf } from '@zhijie/exchange';
import { type Actor, ok, parseMonth, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InsuredServices, Province } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { ownRoutes, type PersonServed, personActor } from '../person/routes.ts';
import { DecisionBody, ListQuery, Nothing, OwnBody, WindowBody } from './schema.ts';
import { transferStatusOf, transferTelling } from './texts.ts';

const OWN = '/api/person/insurance-transfers';
const AGENCY = '/api/agency/insurance-transfers';
const MONTH = '/api/agency/mutual-aid';
const TOLD = { telling: transferTelling, statusOf: transferStatusOf };

type Answer = Promise<Result<unknown, Refusal>>;
type Provinces = ReadonlyMap<string, Province>;

/** Applies once per request key, then takes the transfer as far as it goes now. */
async function applied(
  { insured }: Province,
  actor: Actor,
  asked: {
    readonly requestKey: string;
    readonly content: unknown;
    readonly work: (services: InsuredServices) => Promise<Result<{ applicationId: string }, Refusal>>;
  },
): Answer {
  const { work, ...request } = asked;
  const done = await insured.once(actor, request, work);
  if (!done.ok) return done;
  await insured.driveTransfers();
  return ok({ outcome: done.value.isRepeated ? 'unchanged' : 'applied', ...done.value.value });
}

/** Moving one's insurance to another area: applying where it is now, and following it. */
export function ownTransferApi(
  served: PersonServed & { readonly provinces: Provinces },
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = ownRoutes(app, served, TOLD);
    const at = (who: PersonKey, work: (province: Province) => Answer): Answer => {
      const province = served.provinces.get(who.area.slice(0, 2));
      return province === undefined ? Promise.resolve(refuse('not-permitted')) : work(province);
    };
    get(OWN, Nothing, (who) =>
      at(who, ({ insured }) => insured.services.transfersOfPerson(personActor(who), who.personId)),
    );
    post(OWN, OwnBody, (who, body) =>
      at(who, (province) => {
        const { requestKey, ...wish } = body;
        const actor = personActor(who);
        return applied(province, actor, {
          ...{ requestKey, content: body },
          work: (services) => services.applyForTransfer(actor, { ...wish, personId: who.personId }),
        });
      }),
    );
  };
}

const atProvince = (desk: Desk, work: (province: Province, actor: Actor) => Answer): Answer =>
  desk.province === null ? Promise.resolve(refuse('not-permitted')) : work(desk.province, desk.actor);

/** A decision, then the next step at once. */
async function decided(province: Province, work: Promise<Result<object, Refusal>>): Answer {
  const done = await work;
  if (!done.ok) return done;
  await province.insured.driveTransfers();
  return ok({ outcome: 'applied', ...done.value });
}

/**
 * Transfers of insurance at the agencies of both areas: the new one accepts, the old one issues the
 * certificate; and the month's payables of mutual aid between provinces.
 */
export function transferApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, TOLD);
    get(AGENCY, ListQuery, (desk, query) =>
      atProvince(desk, ({ insured }, actor) => insured.services.transfersOfAreas(actor, query)),
    );
    post(AGENCY, WindowBody, (desk, body) =>
      atProvince(desk, (province, actor) => {
        const { requestKey, ...wish } = body;
        const work = (services: InsuredServices) => services.applyAtNewArea(actor, wish);
        return applied(province, actor, { requestKey, content: body, work });
      }),
    );
    post(`${AGENCY}/:applicationId/acceptance`, DecisionBody, (desk, body, { applicationId = '' }) =>
      atProvince(desk, (province, actor) =>
        decided(province, province.insured.services.decideJoining(actor, { applicationId, ...body })),
      ),
    );
    post(`${AGENCY}/:applicationId/certificate`, DecisionBody, (desk, body, { applicationId = '' }) =>
      atProvince(desk, (province, actor) => {
        const { services } = province.insured;
        const reason = body.reason ?? '';
        return decided(
          province,
          body.accept
            ? services.issueCertificate(actor, applicationId)
            : services.declineLeaving(actor, { applicationId, reason }),
        );
      }),
    );
    get(`${MONTH}/:month`, Nothing, (desk, _query, { month: text = '' }) => monthFor(desk, text));
  };
}

async function monthFor(desk: Desk, text: string): Answer {
  const month = parseMonth(text);
  if (!month.ok) return refuse('not-a-month', { field: 'month' });
  if (desk.province === null) return ok(await desk.hub.mutualAid.month(month.value, null));
  if (desk.actor.kind !== 'agency') return refuse('not-permitted');
  const { address, care } = desk.province;
  const route = routeOf({ careArea: `${address}0000`, month: month.value });
  return care.deps.ask('mutual-aid.month@1', route, { month: month.value });
}
