/**
 * Within how many days a supplier is paid: 30 calendar days from the acceptance of the goods (国办发〔2019〕2号
 * and the later rounds of central purchasing; read in reprints, not verified: `verified` null).
 */
export const PURCHASE_TERMS = {
  payWithinDays: 30,
  source: '国家组织药品集中采购文件：从交货验收合格到付款不得超过30天',
  verified: null,
} as const;

/** Accounts besides the hospital's payable, by what their names say. */
export const PURCHASE_CODES = [
  'supplier-offset',
  'supplier-return',
  'supplier-payment',
  'supplier-refund',
] as const;
