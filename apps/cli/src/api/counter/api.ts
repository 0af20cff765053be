import { qrSvg } from '@zhijie/documents';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { fileRoutes } from '../papers/api.ts';
import { findCounterItems } from './items.ts';
import { readPatient } from './patients.ts';
import {
  CloseBody,
  DischargeBody,
  ItemsQuery,
  LinesBody,
  PatientBody,
  QrQuery,
  QuoteBody,
  VisitBody,
  VisitQuery,
} from './schema.ts';
import { endShift, readShift } from './shift.ts';
import { counterStatusOf, counterTelling } from './texts.ts';
import { addLines, dischargeVisit, openVisit, quoteVisit, readBills, readVisit } from './visits.ts';
import { type Window, windowOf } from './window.ts';

const BASE = '/api/counter';
const VISIT = `${BASE}/visits/:visitId`;
const Nothing = Type.Object({});
const TOLD = { telling: counterTelling, statusOf: counterStatusOf };

/**
 * A hospital's window under `/api/counter`: who is there and may settle, registering, lines, what it would
 * cost, the catalogue, the shift. Paying and taking back are the act's (`../act`). Everything that has an
 * effect goes through the national interface, as a hospital system's calls do.
 */
export function counterApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, TOLD);
    get(`${BASE}/place`, Nothing, (desk) => at(desk, async ({ place }) => ok({ place })));
    post(`${BASE}/patients`, PatientBody, (desk, body) => at(desk, (window) => readPatient(window, body)));
    post(`${BASE}/visits`, VisitBody, (desk, body) => at(desk, (window) => openVisit(window, body)));
    get(VISIT, VisitQuery, (desk, { settlementId = null }, { visitId = '' }) =>
      at(desk, (window) => readVisit(window, visitId, settlementId)),
    );
    get(`${BASE}/bills`, Nothing, (desk) => at(desk, readBills));
    post(`${VISIT}/lines`, LinesBody, (desk, body, { visitId = '' }) =>
      at(desk, (window) => addLines(window, visitId, body)),
    );
    post(`${VISIT}/quote`, QuoteBody, (desk, body, { visitId = '' }) =>
      at(desk, (window) => quoteVisit(window, visitId, body)),
    );
    post(`${VISIT}/discharge`, DischargeBody, (desk, body, { visitId = '' }) =>
      at(desk, (window) => dischargeVisit(window, visitId, body)),
    );
    get(`${BASE}/items`, ItemsQuery, (desk, query) =>
      at(desk, async (window) => findCounterItems(window, query)),
    );
    get(`${BASE}/shift`, Nothing, (desk) => at(desk, readShift));
    post(`${BASE}/shift`, CloseBody, (desk, body) => at(desk, (window) => endShift(window, body)));
    fileRoutes(app, served, TOLD)(`${BASE}/qr.svg`, QrQuery, async (_desk, { text }) => {
      const svg = await qrSvg(text, '患者付款的二维码');
      return ok({ name: 'qr.svg', mediaType: 'image/svg+xml', bytes: new TextEncoder().encode(svg) });
    });
  };
}

async function at<T>(
  desk: Desk,
  work: (window: Window) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const window = await windowOf(desk);
  return window.ok ? await work(window.value) : window;
}
