import { type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { fileRoutes, XLSX } from '../papers/api.ts';
import { coverageWorkbook, paymentWorkbook } from './sheets.ts';
import { circularStatusOf, circularTelling } from './texts.ts';

const BASE = '/api/agency/circulars';
const Nothing = Type.Object({});

/**
 * The nation's reports on the network (procedures C-08): coverage and errors of a month, payments of a
 * quarter, as JSON and as workbooks. For the nation's operators.
 */
export function circularsApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const told = { telling: circularTelling, statusOf: circularStatusOf };
    const { get } = deskRoutes(app, served, told);
    get(`${BASE}/months/:month`, Nothing, (desk, _query, { month = '' }) => monthly(desk, month));
    get(`${BASE}/quarters/:quarter`, Nothing, (desk, _query, { quarter = '' }) => quarterly(desk, quarter));
    const file = fileRoutes(app, served, told);
    file(`${BASE}/months/:month/workbook`, Nothing, async (desk, _query, { month = '' }) => {
      const circular = await monthly(desk, month);
      if (!circular.ok) return circular;
      return ok(workbook(`circular-${month}.xlsx`, await coverageWorkbook(circular.value, nowOf(desk))));
    });
    file(`${BASE}/quarters/:quarter/workbook`, Nothing, async (desk, _query, { quarter = '' }) => {
      const circular = await quarterly(desk, quarter);
      if (!circular.ok) return circular;
      return ok(workbook(`circular-${quarter}.xlsx`, await paymentWorkbook(circular.value, nowOf(desk))));
    });
  };
}

/** Only the nation's node gets as far as a file. */
const nowOf = ({ hub }: Desk): Instant => hub!.now();

const workbook = (name: string, bytes: Uint8Array) => ({ name, mediaType: XLSX, bytes });

const atNation = async <T>(
  { hub }: Desk,
  work: (circulars: NonNullable<Desk['hub']>['circulars']) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> => (hub === null ? refuse('not-at-nation') : await work(hub.circulars));

const monthly = (desk: Desk, month: string) => atNation(desk, (circulars) => circulars.monthly(month));
const quarterly = (desk: Desk, quarter: string) =>
  atNation(desk, (circulars) => circulars.quarterly(quarter));
