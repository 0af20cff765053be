import type { Hub } from '@zhijie/hub';
import { ok, PROVINCE_NAMES, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { BillsQuery, MatrixQuery, RangeQuery } from './schema.ts';
import { nationStatusOf, nationTelling } from './texts.ts';

const BASE = '/api/nation';
const Nothing = Type.Object({});
const PAGE = 100;

/**
 * What the nation's pages read, under `/api/nation`: the overview, and from the matrix of who owes whom down
 * to a bill. For the nation's operators; nothing here names a person.
 */
export function nationApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get } = deskRoutes(app, served, { telling: nationTelling, statusOf: nationStatusOf });
    get(`${BASE}/overview`, RangeQuery, (desk, query) => atNation(desk, (hub) => hub.overview.read(query)));
    get(`${BASE}/matrix`, MatrixQuery, (desk, { month }) =>
      atNation(desk, async (hub) => refreshed(hub, await hub.overview.matrix(month))),
    );
    get(`${BASE}/pairs/:insured/:care`, Nothing, (desk, _query, params) =>
      ofPair(desk, params, async (hub, pair) => {
        const months = await hub.overview.months(pair);
        return refreshed(hub, ok({ ...pair, months }));
      }),
    );
    get(`${BASE}/pairs/:insured/:care/:month`, BillsQuery, (desk, { limit, ...query }, params) =>
      ofPair(desk, params, (hub, pair) => {
        const { month = '' } = params;
        const most = limit === undefined ? PAGE : Math.min(Number(limit), 500);
        return hub.overview.items({ ...query, ...pair, month, limit: most });
      }),
    );
    get(`${BASE}/bills/:careArea/:settlementId`, Nothing, (desk, _query, params) => {
      const { careArea = '', settlementId = '' } = params;
      return atNation(desk, (hub) => hub.overview.bill({ careArea, settlementId }));
    });
  };
}

type Answer<T> = Promise<Result<T, Refusal>>;

const atNation = async <T>({ hub }: Desk, work: (hub: Hub) => Answer<T>): Answer<T> =>
  hub === null ? refuse('not-at-nation') : await work(hub);

type Params = Readonly<Record<string, string>>;
type Pair = { readonly insuredProvince: string; readonly careProvince: string };

async function ofPair<T>(
  desk: Desk,
  { insured = '', care = '' }: Params,
  work: (hub: Hub, pair: Pair) => Answer<T>,
): Answer<T> {
  for (const [field, province] of [
    ['insured', insured],
    ['care', care],
  ] as const)
    if (!(province in PROVINCE_NAMES)) return refuse('no-such-province', { field });
  return atNation(desk, (hub) => work(hub, { insuredProvince: insured, careProvince: care }));
}

const refreshed = <T extends object>(hub: Hub, result: Result<T, Refusal>): Result<T, Refusal> =>
  result.ok ? ok({ ...result.value, refreshedAt: hub.now() }) : result;
