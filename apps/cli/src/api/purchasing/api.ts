import {
  type CalendarDate,
  type Fen,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  acceptGoods,
  enterInvoice,
  listInvoices,
  noteAward,
  type Province,
  paySupplier,
  placeOrder,
  returnGoods,
  takeRefund,
} from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import { type Desk, type DeskApi, deskRoutes } from '../desk.ts';
import {
  AcceptanceBody,
  AwardBody,
  InvoiceBody,
  InvoicesQuery,
  OrderBody,
  PaymentBody,
  RefundBody,
  ReturnBody,
} from './schema.ts';
import { purchaseStatusOf, purchaseTelling } from './texts.ts';

const BASE = '/api/agency/purchasing';
type Answer = Promise<Result<unknown, Refusal>>;
type CareDeps = Province['care']['deps'];

/** Thrown for a text that is no amount and no day, caught where the work begins. */
class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly refusal: Refusal;
  constructor(code: string, field: string) {
    super(code);
    this.refusal = refuse(code, { field }).refusal;
  }
}

function money(text: string, field = 'amount'): Fen {
  const amount = parseYuan(text);
  if (!amount.ok || amount.value <= 0) throw new Malformed('amount-malformed', field);
  return amount.value;
}

function date(text: string, field: string): CalendarDate {
  const parsed = parseCalendarDate(text);
  if (!parsed.ok) throw new Malformed('date-malformed', field);
  return parsed.value;
}

/** Runs the work at the care side of the operator's province; the nation buys nothing. */
async function atCare(desk: Desk, work: (deps: CareDeps) => Answer): Answer {
  if (desk.province === null) return refuse('not-permitted');
  try {
    return await work(desk.province.care.deps);
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** Ids of the node's own making: those of two agencies never meet. */
const idOf = (kind: string, { actor }: Desk, requestKey: string): string =>
  `${kind}${actor.areas[0] ?? actor.node}-${requestKey}`;

/**
 * Central purchasing that the fund pays itself, under `/api/agency/purchasing`: awards, orders, acceptances,
 * invoices, payments, returns and refunds.
 */
export function purchasingApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, {
      telling: purchaseTelling,
      statusOf: purchaseStatusOf,
    });
    get(`${BASE}/invoices`, InvoicesQuery, (desk, { unpaid }) =>
      atCare(desk, async (deps) => {
        const found = await listInvoices(deps, desk.actor, unpaid === '1');
        return found.ok ? ok({ invoices: found.value }) : found;
      }),
    );
    post(`${BASE}/awards`, AwardBody, award);
    post(`${BASE}/orders`, OrderBody, order);
    post(`${BASE}/acceptances`, AcceptanceBody, acceptance);
    post(`${BASE}/invoices`, InvoiceBody, invoice);
    post(`${BASE}/payments`, PaymentBody, (desk, { amount, on, ...body }) =>
      atCare(desk, (deps) =>
        paySupplier(deps, desk.actor, { ...body, amount: money(amount), on: date(on, 'on') }),
      ),
    );
    post(`${BASE}/returns`, ReturnBody, (desk, { requestKey, amount, on, ...body }) =>
      atCare(desk, (deps) => {
        const returnId = idOf('R', desk, requestKey);
        const request = { ...body, returnId, amount: money(amount), on: date(on, 'on') };
        return returnGoods(deps, desk.actor, request);
      }),
    );
    post(`${BASE}/refunds`, RefundBody, (desk, { requestKey, amount, on, ...body }) =>
      atCare(desk, (deps) => {
        const refundId = idOf('F', desk, requestKey);
        const request = { ...body, refundId, amount: money(amount), on: date(on, 'on') };
        return takeRefund(deps, desk.actor, request);
      }),
    );
  };
}

function award(desk: Desk, { unitPrice, fromOn, untilOn, ...body }: AwardBody): Answer {
  return atCare(desk, (deps) => {
    const days = { fromOn: date(fromOn, 'fromOn'), untilOn: date(untilOn, 'untilOn') };
    return noteAward(deps, desk.actor, { ...body, ...days, unitPrice: money(unitPrice, 'unitPrice') });
  });
}

function order(desk: Desk, { requestKey, lines, ...body }: OrderBody): Answer {
  return atCare(desk, (deps) => {
    const priced = lines.map(({ unitPrice, ...line }, index) => ({
      ...line,
      unitPrice: money(unitPrice, `lines[${index}].unitPrice`),
    }));
    return placeOrder(deps, desk.actor, { ...body, orderId: idOf('O', desk, requestKey), lines: priced });
  });
}

function acceptance(desk: Desk, { requestKey, acceptedOn, ...body }: AcceptanceBody): Answer {
  return atCare(desk, (deps) =>
    acceptGoods(deps, desk.actor, {
      ...body,
      acceptanceId: idOf('A', desk, requestKey),
      acceptedOn: date(acceptedOn, 'acceptedOn'),
    }),
  );
}

function invoice(desk: Desk, { requestKey, amount, issuedOn, ...body }: InvoiceBody): Answer {
  return atCare(desk, (deps) =>
    enterInvoice(deps, desk.actor, {
      ...body,
      invoiceId: idOf('I', desk, requestKey),
      amount: money(amount),
      issuedOn: date(issuedOn, 'issuedOn'),
    }),
  );
}
