import { ok, parseCalendarDate, type Refusal, type Result, refuse } from '@zhijie/kernel';
import {
  CREDIT_STATE_LABELS,
  CREDIT_STEP_LABELS,
  flagCreditVisit,
  RELATIONSHIP_LABELS,
} from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import { amountIn, type DeskApi, deskRoutes } from '../desk.ts';
import { type AffairsServed, asCaller } from '../person/affairs.ts';
import type { OwnCaller, Services } from '../person/caller.ts';
import { ownRoutes } from '../person/routes.ts';
import { LinesQuery, MovementsQuery, Nothing, RepayBody, ShareBody, SignBody, VisitBody } from './schema.ts';
import { BILL_LABELS, creditStatusOf, creditTelling, ownCreditTelling, REPAYMENT_LABELS } from './texts.ts';

const TOLD = { telling: creditTelling, statusOf: creditStatusOf };
const PERSON = '/api/person/credit';
const AGENCY = '/api/agency/credit';
const PAGE = 20;

type Answer = Promise<Result<unknown, Refusal>>;
type Of<K extends keyof Services> = Extract<Awaited<ReturnType<Services[K]>>, { ok: true }>['value'];

const productAnswer = ({
  bank,
  overdue: _o,
  ages: _a,
  areas: _r,
  from: _f,
  ...product
}: Of<'creditProducts'>[number]) => ({
  ...product,
  bankId: bank,
});
const lineAnswer = ({ uses: _, bills, ...line }: Of<'creditLine'>) => ({
  ...line,
  label: CREDIT_STATE_LABELS[line.state],
  bills: bills.map((bill) => ({ ...bill, label: BILL_LABELS[bill.state] })),
});
const shareAnswer = ({ state: _, ...share }: Of<'creditShares'>[number]) => ({
  ...share,
  label: RELATIONSHIP_LABELS[share.relationship],
});

async function named<T>(
  name: string,
  work: Promise<Result<readonly T[], Refusal>>,
  of: (each: T) => object,
): Answer {
  const found = await work;
  return found.ok ? ok({ [name]: found.value.map(of) }) : found;
}

/** Medical credit of the person who entered: products, lines and bills, repaying, sharing with relatives. */
export function ownCreditApi(served: AffairsServed): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = ownRoutes(app, served, ownCreditTelling);
    const at = (who: PersonKey, work: (caller: OwnCaller) => Answer): Answer =>
      asCaller(served.provinces, who, work);
    get(`${PERSON}/products`, Nothing, (who) =>
      at(who, ({ services, actor, personId }) =>
        named('products', services.creditProducts(actor, personId), productAnswer),
      ),
    );
    get(`${PERSON}/lines`, Nothing, (who) =>
      at(who, ({ services, actor, personId }) =>
        named('lines', services.creditLines(actor, personId), lineAnswer),
      ),
    );
    get(`${PERSON}/lines/:lineId`, Nothing, (who, _query, { lineId = '' }) =>
      at(who, (caller) => lineOf(caller, lineId)),
    );
    post(`${PERSON}/lines`, SignBody, (who, body) =>
      at(who, async (caller) => {
        const { services, actor, personId } = caller;
        const signed = await services.signCredit(actor, { ...body, personId });
        return signed.ok ? lineOf(caller, signed.value.lineId) : signed;
      }),
    );
    get(`${PERSON}/lines/:lineId/movements`, MovementsQuery, (who, query, { lineId = '' }) =>
      at(who, (caller) => movements(caller, { lineId, ...query })),
    );
    post(`${PERSON}/lines/:lineId/repayments`, RepayBody, (who, body, { lineId = '' }) =>
      at(who, (caller) => repay(caller, { lineId, ...body })),
    );
    get(`${PERSON}/shares`, Nothing, (who) =>
      at(who, ({ services, actor, personId }) =>
        named('shares', services.creditShares(actor, personId), shareAnswer),
      ),
    );
    post(`${PERSON}/shares`, ShareBody, (who, body) => at(who, (caller) => share(caller, body)));
    post(`${PERSON}/shares/:shareId/revoke`, Nothing, (who, _body, { shareId = '' }) =>
      at(who, async ({ services, actor, personId }) => {
        const revoked = await services.revokeCreditShare(actor, { personId, shareId });
        return revoked.ok ? ok({ outcome: 'applied', shareId }) : revoked;
      }),
    );
  };
}

async function lineOf({ services, actor, personId }: OwnCaller, lineId: string): Answer {
  const found = await services.creditLine(actor, { personId, lineId });
  return found.ok ? ok(lineAnswer(found.value)) : found;
}

async function movements(
  { services, actor, personId }: OwnCaller,
  query: { readonly lineId: string; readonly before?: string; readonly limit?: string },
): Answer {
  const { lineId, before, limit } = query;
  const page = { personId, lineId, limit: Number(limit ?? PAGE) };
  const asked = before === undefined ? page : { ...page, before: Number(before) };
  const found = await services.creditMovements(actor, asked);
  if (!found.ok) return found;
  const { next } = found.value;
  const labelled = found.value.movements.map((each) => ({ ...each, label: CREDIT_STEP_LABELS[each.kind] }));
  return ok({ movements: labelled, next: next === null ? null : String(next) });
}

async function repay(
  { services, actor, personId }: OwnCaller,
  body: { readonly lineId: string; readonly requestKey: string; readonly amount: string },
): Answer {
  const amount = amountIn(body.amount);
  if (!amount.ok) return amount;
  const done = await services.repayCredit(actor, { ...body, personId, amount: amount.value });
  if (!done.ok) return done;
  const { repaymentId, state } = done.value;
  return ok({ repaymentId, state, label: REPAYMENT_LABELS[state], amount: done.value.amount });
}

async function share({ services, actor, personId }: OwnCaller, body: ShareBody): Answer {
  const { name, certificateNumber, ...rest } = body;
  const amount = amountIn(body.amount);
  if (!amount.ok) return amount;
  const until = parseCalendarDate(body.until);
  if (!until.ok) return refuse('date-malformed', { field: 'until' });
  const relative = { name, certificateNumber };
  const sharing = { ...rest, personId, relative, amount: amount.value, until: until.value };
  const made = await services.shareCredit(actor, sharing);
  return made.ok ? ok({ outcome: 'applied', shareId: made.value.shareId }) : made;
}

/** Credit as an agency or a hospital's desk sees it: lines of the own areas, visits that credit pays for. */
export function creditApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, TOLD);
    get(`${AGENCY}/lines`, LinesQuery, async ({ actor, province }, { state, after, limit }) => {
      if (province === null) return refuse('not-permitted');
      const [at, lineId] = after?.split(',') ?? [];
      const before = lineId === undefined ? undefined : ([Number(at), lineId] as const);
      const page = { state, before, limit: Number(limit ?? PAGE) };
      const found = await province.insured.services.creditLinesOfAreas(actor, page);
      if (!found.ok) return found;
      const lines = found.value.lines.map((line) => ({ ...line, label: CREDIT_STATE_LABELS[line.state] }));
      return ok({ lines, next: found.value.next });
    });
    post(`${AGENCY}/visits`, VisitBody, ({ actor, province }, stay) =>
      province === null
        ? Promise.resolve(refuse('not-permitted'))
        : flagCreditVisit(province.care.deps, actor, stay),
    );
  };
}
