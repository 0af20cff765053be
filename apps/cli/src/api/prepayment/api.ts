import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type DeskApi, deskRoutes } from '../desk.ts';
import { BankEntryBody, IncreaseBody, IncreaseDecisionBody, PrepaymentStepBody } from './schema.ts';
import { prepaymentStatusOf, prepaymentTelling } from './texts.ts';
import {
  bookBankEntry,
  decideIncrease,
  observeUsage,
  readYear,
  requestIncrease,
  setYear,
  takeStep,
} from './work.ts';

const BASE = '/api/agency/prepayment';

/**
 * The prepayment between provinces for agencies, under `/api/agency/prepayment`: amounts, orders, duties,
 * usage and its forecast, steps, urgent increases, the bank's entries; for the nation (000000) setting a year
 * and deciding requests.
 */
export function prepaymentApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, {
      telling: prepaymentTelling,
      statusOf: prepaymentStatusOf,
    });
    get(`${BASE}/:year`, Type.Object({}), (desk, _query, { year = '' }) => readYear(desk, year));
    post(`${BASE}/:year/set`, Type.Unknown(), (desk, _body, { year = '' }) => setYear(desk, year));
    post(`${BASE}/steps`, PrepaymentStepBody, takeStep);
    post(`${BASE}/increases`, IncreaseBody, requestIncrease);
    post(`${BASE}/increases/decision`, IncreaseDecisionBody, decideIncrease);
    post(`${BASE}/notices`, Type.Unknown(), observeUsage);
    post(`${BASE}/bank-entries`, BankEntryBody, bookBankEntry);
  };
}
