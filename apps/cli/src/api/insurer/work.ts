import {
  type ClaimCursor,
  type FactCursor,
  type InsurerActor,
  type InsurerGateway,
  lossRatio,
  type StatementStep,
} from '@zhijie/insurer';
import {
  type Fen,
  ok,
  parseCalendarDate,
  parseMonth,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { Static } from 'typebox';
import type {
  ClaimsQuery,
  DecisionBody,
  InvoiceBody,
  LossQuery,
  PageQuery,
  PersonPaymentBody,
  PersonPaymentCheckBody,
  ReleaseBody,
  StatementStepBody,
  StatementsQuery,
} from './schema.ts';

export type Asked = { readonly gateway: InsurerGateway; readonly actor: InsurerActor };
type Answer = Promise<Result<unknown, Refusal>>;
type Params = Readonly<Record<string, string>>;

const PAGE = 50;
const missing = (field: string) => refuse('field-missing', { field });
const pageSize = (limit: string | undefined): number => Math.min(200, Number(limit ?? PAGE));

const written = (cursor: object | null): string | null =>
  cursor === null ? null : Buffer.from(JSON.stringify(cursor)).toString('base64url');

function cursorOf<C extends FactCursor | ClaimCursor>(
  after: string | undefined,
  [moment, id]: readonly [keyof C, keyof C],
): Result<C | null> {
  if (after === undefined) return ok(null);
  try {
    const read = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as Readonly<
      Record<string, unknown>
    >;
    const [at, own] = [read[String(moment)], read[String(id)]];
    if (Number.isSafeInteger(at) && typeof own === 'string')
      return ok({ [moment]: at, [id]: own } as unknown as C);
  } catch {
    // Refused below.
  }
  return refuse('cursor-malformed', { field: 'after' });
}

function amountOf(text: string): Result<Fen> {
  const amount = parseYuan(text);
  return amount.ok && amount.value > 0 ? amount : refuse('amount-malformed', { field: 'amount' });
}

export async function listProducts({ gateway, actor }: Asked): Answer {
  const own = (await gateway.insurers()).find(({ insurer }) => insurer === actor.insurer);
  if (own === undefined) return refuse('no-such-insurer', { field: 'insurer' });
  const { insurer, name, products, publicKey, endpoint } = own;
  return ok({ insurer, name, hasJoined: publicKey !== null, endpoint, products });
}

export async function listPayments({ gateway, actor }: Asked, query: Static<typeof PageQuery>): Answer {
  const after = cursorOf<FactCursor>(query.after, ['takenAt', 'factId']);
  if (!after.ok) return after;
  const page = await gateway.payments(actor, { after: after.value, limit: pageSize(query.limit) });
  return ok({ payments: page.rows, next: written(page.next) });
}

export async function listClaims({ gateway, actor }: Asked, query: Static<typeof ClaimsQuery>): Answer {
  const after = cursorOf<ClaimCursor>(query.after, ['askedAt', 'questionId']);
  if (!after.ok) return after;
  const { state = null, limit } = query;
  const page = await gateway.claims(actor, { state, after: after.value, limit: pageSize(limit) });
  return ok({ claims: page.rows, next: written(page.next) });
}

export async function decide(
  { gateway, actor }: Asked,
  body: DecisionBody,
  { questionId = '' }: Params,
): Answer {
  const { requestKey, decision, reason } = body;
  if (decision === 'declines') {
    if (reason === undefined) return missing('reason');
    return gateway.decideClaim(actor, { questionId, requestKey, decision: { decision, reason } });
  }
  if (body.amount === undefined) return missing('amount');
  const amount = amountOf(body.amount);
  if (!amount.ok) return amount;
  return gateway.decideClaim(actor, { questionId, requestKey, decision: { decision, amount: amount.value } });
}

export async function payPerson(
  { gateway, actor }: Asked,
  body: Static<typeof PersonPaymentBody>,
  { factId = '' }: Params,
): Answer {
  const amount = amountOf(body.amount);
  if (!amount.ok) return amount;
  const paidOn = parseCalendarDate(body.paidOn);
  if (!paidOn.ok) return refuse('date-malformed', { field: 'paidOn' });
  return gateway.payPerson(actor, { ...body, factId, amount: amount.value, paidOn: paidOn.value });
}

export function checkPersonPayment(
  { gateway, actor }: Asked,
  body: Static<typeof PersonPaymentCheckBody>,
  { factId = '' }: Params,
): Answer {
  return gateway.checkPersonPayment(actor, { ...body, factId, reason: body.reason ?? null });
}

export async function listStatements(
  { gateway, actor }: Asked,
  query: Static<typeof StatementsQuery>,
): Answer {
  const month = query.month === undefined ? ok(null) : parseMonth(query.month);
  if (!month.ok) return refuse('not-a-month', { field: 'month' });
  const limit = pageSize(query.limit);
  const asked = { month: month.value, after: query.after ?? '', limit };
  const statements = await gateway.statements(actor, asked);
  const last = statements.length === limit ? statements.at(-1) : undefined;
  return ok({ statements, next: last?.statementId ?? null });
}

export function readStatement({ gateway, actor }: Asked, { statementId = '' }: Params): Answer {
  return gateway.statement(actor, statementId);
}

export async function takeStep(
  { gateway, actor }: Asked,
  body: StatementStepBody,
  { statementId = '' }: Params,
): Answer {
  const step = stepOf(body);
  if (!step.ok) return step;
  return gateway.statementStep(actor, { statementId, requestKey: body.requestKey, step: step.value });
}

/** What a step needs, or the first field that is missing. */
function stepOf(body: StatementStepBody): Result<StatementStep, Refusal> {
  const { step: kind, reason, bank, serial } = body;
  if (kind === 'confirm' || kind === 'approve') return ok({ kind });
  if (kind !== 'pay') return reason === undefined ? missing('reason') : ok({ kind, reason });
  if (bank === undefined) return missing('bank');
  if (serial === undefined) return missing('serial');
  if (body.amount === undefined) return missing('amount');
  if (body.paidOn === undefined) return missing('paidOn');
  const amount = amountOf(body.amount);
  if (!amount.ok) return amount;
  const paidOn = parseCalendarDate(body.paidOn);
  if (!paidOn.ok) return refuse('date-malformed', { field: 'paidOn' });
  return ok({ kind, amount: amount.value, bank, serial, paidOn: paidOn.value });
}

/** What was paid, and with the year's premiums the loss ratio in 1/10 000. */
export async function losses({ gateway, actor }: Asked, query: Static<typeof LossQuery>): Answer {
  const rows = await gateway.losses(actor, Number(query.year));
  const net = rows.reduce((sum, row) => sum + row.net, 0);
  if (query.premiums === undefined) return ok({ year: query.year, rows, net, premiums: null, ratio: null });
  const premiums = parseYuan(query.premiums);
  if (!premiums.ok || premiums.value <= 0) return refuse('amount-malformed', { field: 'premiums' });
  return ok({ year: query.year, rows, net, premiums: premiums.value, ratio: lossRatio(net, premiums.value) });
}

export function useInvoice({ gateway, actor }: Asked, body: Static<typeof InvoiceBody>): Answer {
  const { invoiceCode: code, invoiceNumber: number, purpose, claimReference } = body;
  return gateway.useInvoice(actor, { invoice: { code, number }, purpose, claimReference });
}

export function releaseInvoice({ gateway, actor }: Asked, body: Static<typeof ReleaseBody>): Answer {
  const { invoiceCode: code, invoiceNumber: number, claimReference } = body;
  return gateway.releaseInvoice(actor, { invoice: { code, number }, claimReference });
}
