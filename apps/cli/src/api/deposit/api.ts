import type { Fen, Refusal, Result } from '@zhijie/kernel';
import {
  applyDeposit,
  type Province,
  payDeposit,
  payDifference,
  pledgeCredit,
  readDeposit,
  restoreDeposit,
  returnDeposit,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { amountIn, atCare, type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { DifferenceBody, PayBody, PledgeBody, ReturnBody, SettledBody } from './schema.ts';
import { depositStatusOf, depositTelling } from './texts.ts';

const BASE = '/api/agency/deposits';
type Answer = Promise<Result<unknown, Refusal>>;
type CareDeps = Province['care']['deps'];

/** The same with the amount of the body, in fen. */
const withAmount = (desk: Desk, text: string, work: (deps: CareDeps, amount: Fen) => Answer): Answer => {
  const amount = amountIn(text);
  return amount.ok ? atCare(desk, (deps) => work(deps, amount.value)) : Promise.resolve(amount);
};

/**
 * Deposits of inpatients, under `/api/agency/deposits`: paid at admission, used for the cash part of a
 * settlement by a call after it, the difference paid, the rest returned by its channel, restored after a
 * reversal; a pledged credit line makes the stay deposit-free.
 */
export function depositApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, { telling: depositTelling, statusOf: depositStatusOf });
    get(`${BASE}/:providerId/:visitId`, Type.Object({}), (desk, _query, params) => {
      const { providerId = '', visitId = '' } = params;
      return atCare(desk, (deps) => readDeposit(deps, desk.actor, { providerId, visitId }));
    });
    post(`${BASE}/payments`, PayBody, (desk, body) =>
      withAmount(desk, body.amount, (deps, amount) => payDeposit(deps, desk.actor, { ...body, amount })),
    );
    post(`${BASE}/applications`, SettledBody, (desk, body) =>
      atCare(desk, (deps) => applyDeposit(deps, desk.actor, body)),
    );
    post(`${BASE}/restorations`, SettledBody, (desk, body) =>
      atCare(desk, (deps) => restoreDeposit(deps, desk.actor, body)),
    );
    post(`${BASE}/differences`, DifferenceBody, (desk, body) =>
      withAmount(desk, body.amount, (deps, amount) => payDifference(deps, desk.actor, { ...body, amount })),
    );
    post(`${BASE}/returns`, ReturnBody, (desk, body) =>
      withAmount(desk, body.amount, (deps, amount) => returnDeposit(deps, desk.actor, { ...body, amount })),
    );
    post(`${BASE}/pledges`, PledgeBody, (desk, body) =>
      atCare(desk, (deps) => pledgeCredit(deps, desk.actor, body)),
    );
  };
}
