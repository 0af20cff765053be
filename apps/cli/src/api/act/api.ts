import {
  type Fen,
  formatDateTime,
  formatYuan,
  instant,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  type ActView,
  actsOf,
  chooseMethods,
  handBackCash,
  identityAllows,
  type LegView,
  type Method,
  offersOf,
  openBillAct,
  type Province,
  payByOneCode,
  readAct,
  resumeAct,
  undoAct,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { atCare, type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import { ChooseBody, HandBackBody, ListQuery, OpenBody, ResumeBody, ScanBody, UndoBody } from './schema.ts';
import { actStatusOf, actTelling } from './texts.ts';

const BASE = '/api/agency/acts';
const ONE = `${BASE}/:providerId/:actId`;
type Params = Readonly<Record<string, string>>;
type CareDeps = Province['care']['deps'];
type Answer<T> = Promise<Result<T, Refusal>>;

const yuan = (amount: Fen | null): string | null => (amount === null ? null : formatYuan(amount));

const shownLeg = ({ amount, asked, ...leg }: LegView) => ({
  ...leg,
  amount: yuan(amount),
  asked: yuan(asked),
});

/** An act as pages read it: amounts in yuan, moments in China Standard Time. */
const shown = ({ total, rest, left, deadlineAt, next, legs, ...act }: ActView) => ({
  ...act,
  total: yuan(total),
  rest: yuan(rest),
  left: yuan(left),
  deadline: deadlineAt === null ? null : formatDateTime(deadlineAt),
  next: next === null ? null : { ...next, amount: yuan(next.amount) },
  legs: legs.map(shownLeg),
});

async function mapped<T, R>(answer: Answer<T>, change: (value: T) => R): Promise<Result<R, Refusal>> {
  const done = await answer;
  return done.ok ? { ok: true, value: change(done.value) } : done;
}

const actAt = (desk: Desk, work: (deps: CareDeps) => Answer<ActView>) =>
  mapped(atCare(desk, work), (act) => ({ act: shown(act) }));

const keyOf = ({ providerId = '', actId = '' }: Params) => ({ providerId, actId });

/**
 * The act of a bill for the counter, under `/api/agency/acts`: opened for a settled bill, a visit or by one
 * scan; who could pay what is left; choosing; the state with a word per part; undoing; cash handed back.
 */
export function actApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, { telling: actTelling, statusOf: actStatusOf });
    post(BASE, OpenBody, (desk, { methods, ...body }) =>
      actAt(desk, async (deps) => {
        const { providerId, visitId } = body;
        if (visitId !== undefined && !(await identityAllows(deps, { providerId, visitId })))
          return refuse('identity-not-confirmed', { field: 'visitId' });
        return openBillAct(deps, desk.actor, { ...body, methods: methods as Method[] });
      }),
    );
    post(`${BASE}/scans`, ScanBody, (desk, body) =>
      actAt(desk, (deps) => payByOneCode(deps, desk.actor, body)),
    );
    get(`${BASE}/:providerId`, ListQuery, (desk, { visitId = null, before = null }, { providerId = '' }) =>
      mapped(
        atCare(desk, (deps) => actsOf(deps, desk.actor, { providerId, visitId, before })),
        ({ acts, next }) => ({
          acts: acts.map(({ openedAt, ...act }) => ({ ...act, openedAt: formatDateTime(instant(openedAt)) })),
          next,
        }),
      ),
    );
    get(ONE, Type.Object({}), (desk, _query, params) =>
      actAt(desk, (deps) => readAct(deps, desk.actor, keyOf(params))),
    );
    get(`${ONE}/offers`, Type.Object({}), (desk, _query, params) =>
      mapped(
        atCare(desk, (deps) => offersOf(deps, desk.actor, keyOf(params))),
        ({ left, offers, channels }) => ({
          left: yuan(left as Fen),
          offers: offers.map(({ amount, ...offer }) => ({ ...offer, amount: yuan(amount as Fen) })),
          channels,
        }),
      ),
    );
    post(`${ONE}/methods`, ChooseBody, (desk, { methods, steps }, params) =>
      actAt(desk, (deps) =>
        chooseMethods(deps, desk.actor, { ...keyOf(params), methods: methods as Method[], seen: steps }),
      ),
    );
    post(`${ONE}/undo`, UndoBody, (desk, { reason }, params) =>
      actAt(desk, (deps) => undoAct(deps, desk.actor, { ...keyOf(params), reason })),
    );
    post(`${ONE}/cash-back`, HandBackBody, (desk, { legId }, params) =>
      actAt(desk, (deps) => handBackCash(deps, desk.actor, { ...keyOf(params), legId })),
    );
    post(`${ONE}/resume`, ResumeBody, (desk, _body, params) =>
      actAt(desk, (deps) => resumeAct(deps, desk.actor, keyOf(params))),
    );
  };
}
