import Type, { type Static } from 'typebox';
import { chosen, day, key, strict, text, yuan } from '../fields.ts';

const batch = text('集采批次', 60);
const supplierId = text('供应企业的统一社会信用代码', 18);
const itemCode = text('医保目录编码', 64);
const orderId = text('采购订单编号', 64);
const invoiceId = text('发票登记编号', 64);
const number = text('发票号码：20 位，或代码加号码', 20);
const quantity = Type.Integer({ description: '数量，最小包装', minimum: 1, maximum: 1_000_000 });
const fact = { amount: yuan, bank: text('银行', 100), serial: text('银行流水号', 64), on: day('日期') };

export const AwardBody = Type.Object(
  {
    area: Type.String({ description: '统筹区', pattern: '^\\d{6}$' }),
    batch,
    itemCode,
    kind: chosen(['drug', 'consumable'], 'drug 药品，consumable 耗材'),
    supplierId,
    supplierName: text('供应企业', 100),
    unitPrice: yuan,
    fromOn: day('采购期起'),
    untilOn: day('采购期止'),
  },
  strict,
);
export type AwardBody = Static<typeof AwardBody>;

export const OrderBody = Type.Object(
  {
    requestKey: key,
    providerId: text('医疗机构编号', 20),
    batch,
    supplierId,
    lines: Type.Array(Type.Object({ itemCode, quantity, unitPrice: yuan }, strict), { maxItems: 200 }),
  },
  strict,
);
export type OrderBody = Static<typeof OrderBody>;

export const AcceptanceBody = Type.Object(
  {
    requestKey: key,
    orderId,
    acceptedOn: day('验收日期'),
    lines: Type.Array(Type.Object({ itemCode, quantity }, strict), { maxItems: 200 }),
  },
  strict,
);
export type AcceptanceBody = Static<typeof AcceptanceBody>;

export const InvoiceBody = Type.Object(
  {
    requestKey: key,
    orderId,
    number,
    amount: yuan,
    issuedOn: day('开票日期'),
    acceptances: Type.Array(text('验收编号', 64), { minItems: 1, maxItems: 100 }),
  },
  strict,
);
export type InvoiceBody = Static<typeof InvoiceBody>;

export const PaymentBody = Type.Object({ invoiceId, ...fact }, strict);
export type PaymentBody = Static<typeof PaymentBody>;
export const ReturnBody = Type.Object(
  { requestKey: key, invoiceId, number, amount: yuan, reason: text('退货理由', 500), on: day('退货日期') },
  strict,
);
export type ReturnBody = Static<typeof ReturnBody>;
export const RefundBody = Type.Object({ requestKey: key, invoiceId, ...fact }, strict);
export type RefundBody = Static<typeof RefundBody>;
export const InvoicesQuery = Type.Object(
  { unpaid: Type.Optional(Type.String({ description: '1：只看未付的', pattern: '^[01]$' })) },
  strict,
);
export type InvoicesQuery = Static<typeof InvoicesQuery>;
