import {
  type Actor,
  type CalendarDate,
  canonicalJson,
  dateOf,
  type Fen,
  fen,
  isUscc,
  ok,
  type Result,
  refuse,
  sumFen,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { mayActFor, mayMaintainInstitution } from '../permissions.ts';
import type { PurchaseRefusal } from './refusals.ts';
import {
  type Acceptance,
  type Award,
  acceptancesOf,
  addFact,
  awardsOf,
  type OrderLine,
  orderOf,
  type PurchaseOrder,
  takePurchaseTurn,
} from './store.ts';

export type PurchaseDeps = Pick<CareDeps, 'db' | 'now' | 'lookupKey'>;
export type Outcome = 'applied' | 'unchanged';
export type Answer<T> = Promise<Result<T, PurchaseRefusal>>;

/** The hospital in its own name, or the agency of its place. */
export const mayBuy = (actor: Actor, providerId: string, area: string): boolean =>
  mayActFor(actor, providerId) || mayMaintainInstitution(actor, area);

/** Notes what a batch of central purchasing awarded. The same again changes nothing. */
export function noteAward(deps: PurchaseDeps, actor: Actor, award: Award): Answer<{ outcome: Outcome }> {
  return deps.db.transaction(async (tx) => {
    const { area, batch, itemCode, kind, supplierId, supplierName, unitPrice, fromOn, untilOn } = award;
    if (!mayMaintainInstitution(actor, area)) return refuse('not-permitted', { field: 'area' });
    if (!isUscc(supplierId)) return refuse('supplier-malformed', { field: 'supplierId' });
    if (untilOn < fromOn) return refuse('until-before-from', { field: 'untilOn' });
    await takePurchaseTurn(tx, `${area}/${batch}`);
    const known = (await awardsOf(tx, area, batch, supplierId)).find((each) => each.itemCode === itemCode);
    if (known !== undefined)
      return canonicalJson(known) === canonicalJson(award)
        ? ok({ outcome: 'unchanged' })
        : refuse('award-differs', { field: 'itemCode' });
    const at = deps.now();
    const values = [area, batch, itemCode, kind, supplierId, supplierName, unitPrice, fromOn, untilOn];
    const subject = `${area}/${batch}/${itemCode}/${supplierId}`;
    await addFact(tx, 'award', [...values, actor.id, at], { subject, content: award });
    return ok({ outcome: 'applied' });
  });
}

export type OrderRequest = {
  readonly orderId: string;
  readonly providerId: string;
  readonly batch: string;
  readonly supplierId: string;
  readonly lines: readonly {
    readonly itemCode: string;
    readonly quantity: number;
    readonly unitPrice: Fen;
  }[];
};

/** Orders what the batch awarded, at the awarded price. Refusals: `not-awarded`, `price-differs`. */
export function placeOrder(
  deps: PurchaseDeps,
  actor: Actor,
  request: OrderRequest,
): Answer<{ outcome: Outcome; order: PurchaseOrder }> {
  return deps.db.transaction(async (tx) => {
    const { orderId, providerId, batch, supplierId } = request;
    const [institution] = await findInstitutions(tx, { providerId, name: null, kind: null });
    if (institution === undefined) return refuse('institution-unknown', { field: 'providerId' });
    const { area } = institution;
    if (!mayBuy(actor, providerId, area)) return refuse('not-permitted', { field: 'providerId' });
    await takePurchaseTurn(tx, orderId);
    const at = deps.now();
    const lines = linesOf(request.lines, await awardsOf(tx, area, batch, supplierId), dateOf(at));
    const known = await orderOf(tx, orderId);
    if (known !== null) {
      const asked = { ...request, lines: lines.ok ? lines.value : [] };
      const { area: _, amount: __, ...before } = known;
      return canonicalJson(before) === canonicalJson(asked)
        ? ok({ outcome: 'unchanged', order: known })
        : refuse('request-differs', { field: 'requestKey' });
    }
    if (!lines.ok) return lines;
    const amount = sumFen(lines.value.map((line) => line.amount));
    const order = { orderId, providerId, area, batch, supplierId, lines: lines.value, amount };
    const values = [orderId, providerId, area, batch, supplierId, JSON.stringify(lines.value), amount];
    await addFact(tx, 'order', [...values, actor.id, at], { subject: orderId, content: order });
    return ok({ outcome: 'applied', order });
  });
}

function linesOf(
  asked: OrderRequest['lines'],
  awards: readonly Award[],
  on: CalendarDate,
): Result<OrderLine[], PurchaseRefusal> {
  if (asked.length === 0) return refuse('nothing-ordered', { field: 'lines' });
  const lines: OrderLine[] = [];
  for (const [index, { itemCode, quantity, unitPrice }] of asked.entries()) {
    const field = `lines[${index}]`;
    const award = awards.find((each) => each.itemCode === itemCode);
    if (award === undefined || on < award.fromOn || on > award.untilOn)
      return refuse('not-awarded', { field: `${field}.itemCode`, detail: { itemCode } });
    if (award.unitPrice !== unitPrice)
      return refuse('price-differs', { field: `${field}.unitPrice`, detail: { due: award.unitPrice } });
    if (lines.some((line) => line.itemCode === itemCode))
      return refuse('request-differs', { field: `${field}.itemCode`, detail: { itemCode } });
    lines.push({ itemCode, quantity, unitPrice, amount: fen(unitPrice * quantity) });
  }
  return ok(lines);
}

export type AcceptanceRequest = {
  readonly acceptanceId: string;
  readonly orderId: string;
  readonly acceptedOn: CalendarDate;
  readonly lines: readonly { readonly itemCode: string; readonly quantity: number }[];
};

/** Notes goods that arrived and were found right; never more than was ordered. */
export function acceptGoods(
  deps: PurchaseDeps,
  actor: Actor,
  request: AcceptanceRequest,
): Answer<{ outcome: Outcome; acceptance: Acceptance }> {
  return deps.db.transaction(async (tx) => {
    const { acceptanceId, orderId, acceptedOn } = request;
    await takePurchaseTurn(tx, orderId);
    const order = await orderOf(tx, orderId);
    if (order === null) return refuse('order-unknown', { field: 'orderId' });
    if (!mayBuy(actor, order.providerId, order.area)) return refuse('not-permitted', { field: 'orderId' });
    const before = await acceptancesOf(tx, orderId);
    const at = deps.now();
    const known = before.find((each) => each.acceptanceId === acceptanceId);
    const others = before.filter((each) => each !== known);
    const lines = acceptedLines(request.lines, order, others);
    if (known !== undefined) {
      const { invoiceId: _, ...acceptance } = known;
      const isSame = lines.ok && known.acceptedOn === acceptedOn && sameLines(known.lines, lines.value);
      return isSame
        ? ok({ outcome: 'unchanged', acceptance })
        : refuse('request-differs', { field: 'requestKey' });
    }
    if (acceptedOn > dateOf(at)) return refuse('date-in-future', { field: 'acceptedOn' });
    if (!lines.ok) return lines;
    const amount = sumFen(lines.value.map((line) => line.amount));
    const acceptance = { acceptanceId, orderId, lines: lines.value, amount, acceptedOn };
    const values = [acceptanceId, orderId, JSON.stringify(lines.value), amount, acceptedOn, actor.id, at];
    await addFact(tx, 'acceptance', values, { subject: acceptanceId, content: acceptance });
    return ok({ outcome: 'applied', acceptance });
  });
}

const sameLines = (a: Acceptance['lines'], b: Acceptance['lines']): boolean =>
  canonicalJson(a) === canonicalJson(b);

function acceptedLines(
  asked: AcceptanceRequest['lines'],
  order: PurchaseOrder,
  before: readonly Acceptance[],
): Result<Acceptance['lines'], PurchaseRefusal> {
  if (asked.length === 0) return refuse('nothing-ordered', { field: 'lines' });
  const lines: Acceptance['lines'][number][] = [];
  for (const [index, { itemCode, quantity }] of asked.entries()) {
    const ordered = order.lines.find((line) => line.itemCode === itemCode);
    if (ordered === undefined) return refuse('item-not-ordered', { field: `lines[${index}].itemCode` });
    const taken = [...before.flatMap((each) => each.lines), ...lines]
      .filter((line) => line.itemCode === itemCode)
      .reduce((sum, line) => sum + line.quantity, 0);
    if (taken + quantity > ordered.quantity)
      return refuse('more-than-ordered', {
        field: `lines[${index}].quantity`,
        detail: { left: ordered.quantity - taken },
      });
    lines.push({ itemCode, quantity, amount: fen(ordered.unitPrice * quantity) });
  }
  return ok(lines);
}
