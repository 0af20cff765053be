import { codeTable } from '../code-table.ts';

/**
 * States of an order (procedures Q-08): 0 to 2 under way, 3 to 6 settled, 7 to 13 taken back, 14 to 16
 * failed. Nothing but 3 to 6 is paid.
 */
export const orderStates = codeTable('ordStas', '订单状态', {
  saved: ['0', '已保存'],
  quoted: ['1', '预结算完成'],
  settling: ['2', '结算中'],
  'cash-settled': ['3', '自费完成'],
  'insurance-settled': ['4', '医保支付完成'],
  'hospital-settled': ['5', '院内结算完成'],
  settled: ['6', '结算完成'],
  refunded: ['7', '已退款'],
  'insurance-refunded': ['8', '已医保全部退款'],
  'cash-refunded': ['9', '仅自费全部退款'],
  'cash-partly-refunded': ['10', '仅自费部分退款'],
  'insurance-and-part-refunded': ['11', '医保全部退自费部分退款'],
  revoked: ['12', '已撤销'],
  'insurance-revoked': ['13', '医保已撤销'],
  abnormal: ['14', '异常'],
  failed: ['15', '结算失败'],
  'cash-not-reversed': ['16', '医保结算失败自费冲正失败'],
});

export type OrderState = Parameters<typeof orderStates.codeOf>[0];

/** Why a notice was sent. */
export const noticeKinds = codeTable(
  'callType',
  '回调类型',
  {
    authorised: ['01', '支付授权回调'],
    paid: ['02', '支付成功回调'],
    'refund-authorised': ['03', '退款授权回调'],
    quoted: ['04', '预结算成功回调'],
    confirmed: ['05', '密码验证及预结算回调'],
  },
  {
    aliases: { '1': 'authorised', '2': 'paid', '3': 'refund-authorised', '4': 'quoted', '5': 'confirmed' },
  },
);

export const orderFeeKinds = codeTable('feeType', '费用类型', {
  outpatient: ['01', '门诊就诊'],
  inpatient: ['02', '住院'],
  'health-check': ['03', '体检'],
  'family-doctor': ['04', '家庭医生签约'],
  'internet-hospital': ['05', '互联网医院问诊'],
  'long-prescription': ['06', '长处方续方'],
  'pharmacy-online': ['07', '药店在线购药'],
  'terminal-consultation': ['08', '终端认证问诊'],
  'pharmacy-counter': ['09', '药店线下购药'],
});

/** Which parts of an order an act is about. */
export const orderParts = codeTable('mobile_setlType', '移动支付结算类型', {
  all: ['ALL', '医保自费全部'],
  cash: ['CASH', '只结或只退现金'],
  insurance: ['HI', '只结或只退医保'],
});

export type OrderPart = Parameters<typeof orderParts.codeOf>[0];

export const refundStates = codeTable('refStatus', '退费状态', {
  done: ['SUCC', '成功'],
  failed: ['FAIL', '失败'],
  mixed: ['EXP', '异常'],
});
