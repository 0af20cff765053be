import { done, listing, posting } from '../agency/openapi-parts.ts';
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

const BASE = '/api/agency/purchasing';
const entered = done('invoice', '发票及其付款、退货、退款');

/** The paths of central purchasing in the agencies' OpenAPI document. */
export const PURCHASING_PATHS = {
  [`${BASE}/awards`]: posting(
    '登记集采中选结果：批次、产品、企业、中选价、采购期',
    AwardBody,
    done('outcome', '结果'),
  ),
  [`${BASE}/orders`]: posting('按中选价下采购订单', OrderBody, done('order', '订单')),
  [`${BASE}/acceptances`]: posting(
    '登记验收合格的货，不超过订单',
    AcceptanceBody,
    done('acceptance', '验收'),
  ),
  [`${BASE}/invoices`]: {
    ...posting(
      '登记企业发票：与验收金额一致，一张发票只用一次；自此抵扣应付该机构的医保款',
      InvoiceBody,
      entered,
    ),
    ...listing('本统筹区的企业发票，先到期的在前，逾期有标记', InvoicesQuery, '发票'),
  },
  [`${BASE}/payments`]: posting(
    '基金向企业付款：由登记人以外的人办理，写明银行、流水号、日期；一张发票只付一次',
    PaymentBody,
    entered,
  ),
  [`${BASE}/returns`]: posting('退货（红字发票）：减少应付企业，恢复应付医疗机构', ReturnBody, entered),
  [`${BASE}/refunds`]: posting('已付款后退货的，登记企业退回的货款', RefundBody, entered),
} as const;
