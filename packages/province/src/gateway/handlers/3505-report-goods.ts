import type { InputOf } from '@zhijie/wire';
import { type GoodsReport, reportGoods } from '../../care/trace/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';

type Sale = InputOf<'3505'>['sale'];
type Return = InputOf<'3506'>['sale'];

const goodsOf = (told: Sale | Return) => ({
  itemCode: told.itemCode,
  stockedItemCode: told.mappedItemCode,
  stockBatch: told.stockBatchNumber,
  quantity: told.goodsQuantity,
  isSplit: told.isSplitPack,
  visitSerial: told.visitSerial,
  settlementId: orNull(told.settlementId),
  traceCodes: (told.packs ?? []).map(({ traceCode }) => traceCode),
  occurredAt: told.goodsMovedAt,
});

/** Older editions tell one code beside the goods. */
function saleOf(told: Sale): GoodsReport {
  const goods = goodsOf(told);
  const isSingle = goods.traceCodes.length === 0 && told.traceCode !== undefined;
  const traceCodes = isSingle ? [told.traceCode!] : goods.traceCodes;
  return { ...goods, kind: 'sale', receiptNumber: told.receiptNumber, traceCodes };
}

export const reportSale: HandlerOf<'3505'> = ({ deps, call, input, answer }) =>
  reportGoods(deps, call, saleOf(input.sale), (warnings) => answer({}, warnings));

export const reportSaleReturn: HandlerOf<'3506'> = ({ deps, call, input, answer }) => {
  const report = { ...goodsOf(input.sale), kind: 'sale-return', receiptNumber: null } as const;
  return reportGoods(deps, call, report, (warnings) => answer({}, warnings));
};
