/** What everybody may read and take along: hospitals, parameters, statistics. Nothing here needs a person. */
import { dateOf } from '@zhijie/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { barTableCsv } from '../pages/bar-table.ts';
import { CARE_FILTERS } from '../pages/institutions.ts';
import { institutionsCsv, type NetworkView, networkPage, networkTable } from '../pages/network.ts';
import { type PolicyView, policyCsv, policyPage } from '../pages/policy.ts';
import {
  STATISTICS,
  type StatisticsView,
  statisticsElsewhere,
  statisticsPage,
  statisticsTable,
} from '../pages/statistics.ts';
import type { PlaceView } from '../port.ts';
import { goTo, SAFE_HEADERS, type Site, showPage } from '../site.ts';
import { DISEASE } from '../texts/words.ts';
import { paramsOf, queryOf, showNotFound } from './attempt.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function sendCsv(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .headers(SAFE_HEADERS)
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .type('text/csv; charset=utf-8')
    .send(text);
}

async function networkOf(site: Site): Promise<NetworkView> {
  const known = await site.port.places();
  const places = await Promise.all(
    known.map(async (place) => ({ place, institutions: await site.port.institutions(place.area) })),
  );
  return { places, on: dateOf(site.now()) };
}

/** The form leads to the hospitals of a place; an address without a place shows all. */
const network =
  (site: Site): Handler =>
  async (request, reply) => {
    const { place, care, disease } = queryOf(request);
    const view = await networkOf(site);
    const area = view.places.find((one) => one.place.area === place)?.place.area;
    if (area === undefined) return showPage(site, request, reply, networkPage(view));
    const kind = CARE_FILTERS.find((one) => one === care) ?? 'all';
    const isDisease = kind === 'chronic' && typeof disease === 'string' && Object.hasOwn(DISEASE, disease);
    const asked = new URLSearchParams({
      ...(kind === 'all' ? {} : { care: kind }),
      ...(isDisease ? { disease } : {}),
    });
    return goTo(site, request, reply, `/places/${area}${asked.size === 0 ? '' : `?${asked}`}`);
  };

/** A page of one place; there is none for a place that nobody knows. */
const ofPlace =
  (
    site: Site,
    work: (place: PlaceView, request: FastifyRequest, reply: FastifyReply) => ReturnType<Handler>,
  ): Handler =>
  async (request, reply) => {
    const { area } = paramsOf(request);
    const place = (await site.port.places()).find((one) => one.area === area);
    return place === undefined ? showNotFound(site, request, reply) : work(place, request, reply);
  };

async function policyOf(site: Site, place: PlaceView): Promise<PolicyView> {
  const on = dateOf(site.now());
  return { place, on, policies: await site.port.openData.policiesOf(place.area, on) };
}

/** The month that is asked for, or the latest; null: none is published. */
async function statisticsOf(site: Site, month: unknown): Promise<StatisticsView | null | 'elsewhere'> {
  const months = await site.port.openData.months();
  if (months === null) return 'elsewhere';
  const shown = months.find((one) => one.month === month) ?? months[0];
  return shown === undefined ? null : { months, shown };
}

const statistics =
  (site: Site): Handler =>
  async (request, reply) => {
    const view = await statisticsOf(site, queryOf(request).month);
    const page = view === 'elsewhere' ? statisticsElsewhere() : statisticsPage(view);
    return showPage(site, request, reply, page);
  };

const statisticsFile =
  (site: Site): Handler =>
  async (request, reply) => {
    const { month = '', file = '' } = paramsOf(request);
    const name = STATISTICS.find((one) => file === `${one}.csv`);
    const view = await statisticsOf(site, month);
    if (name === undefined || view === null || view === 'elsewhere' || view.shown.month !== month)
      return showNotFound(site, request, reply);
    return sendCsv(reply, `${month}-${name}`, barTableCsv(statisticsTable(view, name)));
  };

export function openRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/network', network(site));
  scope.get('/network.csv', async (_request, reply) =>
    sendCsv(reply, 'network', barTableCsv(networkTable(await networkOf(site)))),
  );
  scope.get(
    '/places/:area/hospitals.csv',
    ofPlace(site, async ({ area }, _request, reply) =>
      sendCsv(
        reply,
        `hospitals-${area}`,
        institutionsCsv(await site.port.institutions(area), dateOf(site.now())),
      ),
    ),
  );
  scope.get(
    '/places/:area/policy',
    ofPlace(site, async (place, request, reply) =>
      showPage(site, request, reply, policyPage(await policyOf(site, place))),
    ),
  );
  scope.get(
    '/places/:area/policy.csv',
    ofPlace(site, async (place, _request, reply) => {
      const { policies } = await policyOf(site, place);
      return sendCsv(reply, `policy-${place.area}`, policyCsv(policies));
    }),
  );
  scope.get('/statistics', statistics(site));
  scope.get('/statistics/:month/:file', statisticsFile(site));
}
