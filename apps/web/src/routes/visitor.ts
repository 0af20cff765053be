/** Pages for everybody: first page, entering and leaving, help, places. */
import { dateOf } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { helpPage } from '../pages/help.ts';
import { homePage } from '../pages/home.ts';
import { CARE_FILTERS, type CareFilter, institutionsPage } from '../pages/institutions.ts';
import { placesPage } from '../pages/places.ts';
import { goTo, type Site, setLarge, showPage, startSession, visitOf } from '../site.ts';
import { type RefusalText, refusalText } from '../texts/refusals.ts';
import { DISEASE } from '../texts/words.ts';
import { formOf, known, paramsOf, queryOf, showNotFound } from './attempt.ts';

async function showHome(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: RefusalText | null,
): Promise<FastifyReply> {
  const [persons, places] = await Promise.all([
    known(request, site.port.knownPersons()),
    known(request, site.port.places()),
  ]);
  const { token, session } = visitOf(site, request);
  const hasToEnter = queryOf(request).enter === 'first';
  const view = { persons, places, token, refusal, hasToEnter, isEntered: session.who !== null };
  return showPage(site, request, reply, homePage(view));
}

/** By the key of a known person or by a number; the number is nowhere kept nor logged. */
async function enter(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = formOf(request);
  const key = form.get('key');
  const number = (form.get('number') ?? '').replace(/\s/g, '').toUpperCase();
  const entered = key === null ? await site.port.enterByNumber(number) : await site.port.enterKnown(key);
  if (!entered.ok) {
    const { refusal } = entered;
    return showHome(site, request, reply, refusalText(refusal, site.port.refusalText?.(refusal)));
  }
  startSession(site, request, entered.value);
  return goTo(site, request, reply, '/me');
}

/** Only a path of these pages: an address from outside must not decide where a form leads. */
const localPath = (path: string | null): string =>
  path !== null && /^\/[\w\-./]*$/.test(path) && !path.startsWith('//') ? path : '/';

async function showInstitutions(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { area } = paramsOf(request);
  const place = (await site.port.places()).find((one) => one.area === area);
  if (place === undefined) return showNotFound(site, request, reply);
  const asked = queryOf(request).care;
  const filter: CareFilter = CARE_FILTERS.find((one) => one === asked) ?? 'all';
  const institutions = await site.port.institutions(place.area);
  const given = queryOf(request).disease;
  const disease = typeof given === 'string' && Object.hasOwn(DISEASE, given) ? given : null;
  const on = dateOf(site.now());
  return showPage(site, request, reply, institutionsPage({ place, institutions, filter, disease, on }));
}

export function visitorRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/', (request, reply) => showHome(site, request, reply, null));
  scope.post('/enter', (request, reply) => enter(site, request, reply));
  scope.post('/leave', async (request, reply) => {
    startSession(site, request, null);
    return goTo(site, request, reply, '/');
  });
  scope.post('/display', async (request, reply) => {
    const form = formOf(request);
    setLarge(site, request, form.get('size') === 'large');
    return goTo(site, request, reply, localPath(form.get('back')));
  });
  // Read again after a form was refused: these addresses take forms only.
  for (const path of ['/enter', '/leave', '/display']) {
    scope.get(path, async (request, reply) => goTo(site, request, reply, '/'));
  }
  scope.get('/help', async (request, reply) => showPage(site, request, reply, helpPage()));
  scope.get('/places', async (request, reply) =>
    showPage(site, request, reply, placesPage(await site.port.places())),
  );
  scope.get('/places/:area', (request, reply) => showInstitutions(site, request, reply));
}
