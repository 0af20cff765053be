import { type Refusal, refuse } from '@zhijie/kernel';

/** Why an act is not opened or does not go on, in the order in which it is examined. */
export const ACT_REFUSAL_TEXTS = {
  'not-permitted': '没有办理该机构收费的权限',
  'act-unknown': '没有这次收费',
  'request-differs': '同一请求编号此前用于不同内容',
  'settlement-unknown': '没有这笔结算',
  'act-settlement-undone': '该结算没有成功或已经撤销，不能收费',
  'act-settlement-of-order': '该结算属于手机支付订单，由订单收费',
  'visit-unknown': '没有这次就诊',
  'act-exists': '这笔费用已经有一次收费在办理',
  'method-unknown': '没有这种支付方式',
  'method-needed': '请至少选择一种支付方式',
  'act-not-choosing': '现在不是选择支付方式的时候',
  'act-nothing-left': '没有还要支付的金额',
  'act-cash-not-due': '没有要退还的现金',
  'act-undone': '这次收费已经撤销',
  'payer-unreachable': '参保地暂时没有回应，查不到可用的支付方式',
} as const satisfies Record<string, string>;
export type ActRefusalCode = keyof typeof ACT_REFUSAL_TEXTS;
type ActRefusal = Refusal<ActRefusalCode>;

export const actRefusal = (
  code: ActRefusalCode,
  field: string,
  detail?: Readonly<Record<string, string | number>>,
): { readonly ok: false; readonly refusal: ActRefusal } => refuse(code, { field, detail });
