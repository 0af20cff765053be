import type { Executor } from '@zhijie/database';
import {
  dateOf,
  formatQuantity,
  type Instant,
  ok,
  type Quantity,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import type { FeeLine } from '../fee-line/store.ts';
import { requireActive } from '../institution/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { findSettlement } from '../settlement/store.ts';
import type { LockedVisit } from '../visit/store.ts';
import { needsTraceCode, refusalOfCodes, refusalOfSold } from './rules.ts';
import { freeTraceCodes, lockTraceCodes, type SoldPack, saveMovement, sellPacks } from './store.ts';

/** A fee line with the codes of the packs that were dispensed for it. */
export type TracedLine = {
  readonly lineNumber: string;
  readonly traceCodes: readonly string[];
};

const UNIT = 10_000;
const refusedBy = (refusal: CareRefusal) => ({ ok: false as const, refusal });

/**
 * Books the codes of uploaded lines, all or none; answers warnings. A refund takes its codes back. Refusals:
 * `trace-code-malformed`, `trace-code-repeated`, `trace-code-missing` (V-16), `trace-code-sold` (V-17),
 * `trace-code-not-sold`. Touches the database only where there are codes.
 */
export async function traceLines(
  tx: Executor,
  call: Call,
  visit: LockedVisit,
  lines: readonly (FeeLine & TracedLine)[],
): Promise<Result<readonly string[], CareRefusal>> {
  const malformed = refusalOfCodes(lines) ?? refusalOfMissing(call, lines);
  if (malformed !== null) return refusedBy(malformed);
  if (lines.every((line) => line.traceCodes.length === 0)) return ok([]);
  const { providerId } = call.institution;
  const sold = lines.filter((line) => line.originalLineNumber === null);
  const refunded = lines.filter((line) => line.originalLineNumber !== null);
  const returned = await takeBack(tx, call, {
    traceCodes: refunded.flatMap((line) => line.traceCodes),
    saleKey: visit.visitId,
    mayBeSettled: true,
  });
  if (returned !== null) return refusedBy(returned);
  const packs = sold.flatMap((line) => packsOf(line));
  const sale = { providerId, saleKey: visit.visitId, at: call.receivedAt };
  const refusal = await sellCodes(tx, sale, packs);
  return refusal === null ? ok(sold.flatMap(countWarning)) : refusedBy(refusal);
}

const isSplit = (line: FeeLine): boolean => line.details.isSplitPack === true;

const packsOf = (line: FeeLine & TracedLine): SoldPack[] =>
  line.traceCodes.map((traceCode) => {
    const { itemCode, lineNumber } = line;
    return { traceCode, itemCode, lineNumber, isSplit: isSplit(line) };
  });

function refusalOfMissing(call: Call, lines: readonly (FeeLine & TracedLine)[]): CareRefusal | null {
  const { traceCodesFrom } = call.institution;
  const at = lines.findIndex((line) => {
    const on = dateOf(line.occurredAt);
    return needsTraceCode({ ...line, isSplitPack: isSplit(line), on }, traceCodesFrom);
  });
  if (at < 0) return null;
  const { lineNumber, itemName } = lines[at]!;
  return careRefusal('trace-code-missing', `lines[${at}].traceCode`, {
    lineNumber,
    itemName,
    from: traceCodesFrom!,
  }).refusal;
}

/** One code per pack (procedures V-16): a difference is told, not refused, because units of sale differ. */
function countWarning(line: FeeLine & TracedLine): string[] {
  const { lineNumber, quantity, traceCodes } = line;
  return differs({ quantity, traceCodes, isSplit: isSplit(line) })
    ? [`明细 ${lineNumber} 数量 ${formatQuantity(quantity)}，追溯码 ${traceCodes.length} 个，请核对`]
    : [];
}

type Counted = {
  readonly quantity: Quantity;
  readonly traceCodes: readonly string[];
  readonly isSplit: boolean;
};

const differs = ({ quantity, traceCodes, isSplit: split }: Counted): boolean =>
  !split && traceCodes.length > 0 && traceCodes.length * UNIT !== quantity;

/** Sells packs under their codes. Refusal: `trace-code-sold`, naming the first that is taken. */
export async function sellCodes(
  tx: Executor,
  sale: { readonly providerId: string; readonly saleKey: string; readonly at: Instant },
  packs: readonly SoldPack[],
): Promise<CareRefusal | null> {
  if (packs.length === 0) return null;
  const free = new Set(await sellPacks(tx, sale, packs));
  const taken = packs.findIndex(({ traceCode }) => !free.has(traceCode));
  if (taken < 0) return null;
  const [held] = await lockTraceCodes(tx, [packs[taken]!.traceCode]);
  return refusalOfSold(held!, sale.providerId, 'traceCode');
}

/** Takes codes of one sale back. */
async function takeBack(
  tx: Executor,
  call: Call,
  wanted: {
    readonly traceCodes: readonly string[];
    /** The sale they must belong to; null: any of this institution. */
    readonly saleKey: string | null;
    readonly mayBeSettled: boolean;
  },
): Promise<CareRefusal | null> {
  if (wanted.traceCodes.length === 0) return null;
  const known = new Map((await lockTraceCodes(tx, wanted.traceCodes)).map((one) => [one.traceCode, one]));
  for (const traceCode of wanted.traceCodes) {
    const held = known.get(traceCode);
    const isOwn =
      held !== undefined &&
      held.state !== 'returned' &&
      held.providerId === call.institution.providerId &&
      (wanted.saleKey === null || held.saleKey === wanted.saleKey);
    if (!isOwn) return careRefusal('trace-code-not-sold', 'traceCode', { traceCode }).refusal;
    if (held.isSettled && !wanted.mayBeSettled) {
      return careRefusal('trace-code-settled', 'traceCode', { traceCode }).refusal;
    }
  }
  await freeTraceCodes(tx, wanted.traceCodes, call.receivedAt);
  return null;
}

/** A sale or a return of goods as an institution reports it (3505, 3506). */
export type GoodsReport = {
  readonly kind: 'sale' | 'sale-return';
  readonly itemCode: string;
  readonly stockedItemCode: string;
  readonly stockBatch: string;
  readonly quantity: Quantity;
  readonly isSplit: boolean;
  readonly receiptNumber: string | null;
  readonly visitSerial: string;
  readonly settlementId: string | null;
  readonly traceCodes: readonly string[];
  readonly occurredAt: Instant;
};

/**
 * Keeps a sale (3505) or a return (3506) of goods with its codes. The codes of a sale whose fee lines
 * carried them already are the same sale; a code on a settled line comes back by refunding or reversing
 * first. Refusals: the institution's, `unknown-item`, `settlement-unknown`, `quantity-not-positive`, those
 * of codes, `trace-code-settled`.
 */
export function reportGoods(
  deps: CareDeps,
  call: Call,
  report: GoodsReport,
  render: (warnings: readonly string[]) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const refusal = requireActive(call.institution) ?? refusalOfReport(deps, call, report);
      if (refusal !== null) return refusedBy(refusal);
      const sale = await saleOf(tx, call, report);
      if (!sale.ok) return sale;
      const { traceCodes, kind, itemCode, isSplit: split } = report;
      const { saleKey, visitId } = sale.value;
      const { providerId } = call.institution;
      const packs = traceCodes.map((traceCode) => ({
        traceCode,
        itemCode,
        lineNumber: null,
        isSplit: split,
      }));
      const at = call.receivedAt;
      const wrong =
        kind === 'sale'
          ? await sellCodes(tx, { providerId, saleKey, at }, packs)
          : await takeBack(tx, call, { traceCodes, saleKey: null, mayBeSettled: false });
      if (wrong !== null) return refusedBy(wrong);
      const { messageId } = call;
      await saveMovement(tx, { ...report, providerId, messageId, visitId }, at);
      return ok({ output: countWarningOf(report) });
    },
    render,
  );
}

const countWarningOf = (report: GoodsReport): string[] =>
  differs(report)
    ? [`数量 ${formatQuantity(report.quantity)}，追溯码 ${report.traceCodes.length} 个，请核对`]
    : [];

function refusalOfReport(deps: CareDeps, call: Call, report: GoodsReport): CareRefusal | null {
  const { itemCode, quantity, traceCodes } = report;
  const isKnown = deps
    .catalogueOf(call.institution.area)
    .items()
    .some((item) => item.itemCode === itemCode);
  if (!isKnown) return careRefusal('unknown-item', 'itemCode', { itemCode }).refusal;
  if (quantity <= 0) {
    return careRefusal('quantity-not-positive', 'quantity', { lineNumber: report.stockBatch }).refusal;
  }
  return refusalOfCodes([{ lineNumber: report.stockBatch, traceCodes }]);
}

/** Under which key a report stands: the visit of its settlement, otherwise its receipt. */
async function saleOf(
  tx: Executor,
  call: Call,
  report: GoodsReport,
): Promise<Result<{ readonly saleKey: string; readonly visitId: string | null }, CareRefusal>> {
  const { settlementId, receiptNumber, visitSerial } = report;
  if (settlementId === null) return ok({ saleKey: `receipt ${receiptNumber ?? visitSerial}`, visitId: null });
  const settlement = await findSettlement(tx, call.institution.providerId, settlementId);
  if (settlement === null) return careRefusal('settlement-unknown', 'settlementId', { settlementId });
  return ok({ saleKey: settlement.visitId, visitId: settlement.visitId });
}
