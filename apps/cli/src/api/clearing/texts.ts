import { CLEARING_REFUSAL_TEXTS, type ClearingRefusalCode } from '@zhijie/hub';
import { formatYuan, type Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';

type Fix = readonly [field: string, fix: string];

/** Where it is wrong and what to do; the text is the nation's own. */
const FIXES: Readonly<Partial<Record<ClearingRefusalCode, Fix>>> = {
  'too-early': ['month', '请在次月21日及以后办理'],
  'no-such-clearing': ['month', '请核对月份；清算于次月21日生成'],
  'step-differs': ['requestKey', '请换一个请求编号'],
  overtaken: ['seen', '请重新查看后再决定'],
  'item-unknown': ['itemId', '请核对就医地、结算编号和明细编号'],
  'item-cleared': ['itemId', '已清算的差错，请在下一月以扣款或撤销更正'],
  'settlement-unknown': ['settlementId', '请核对就医地和结算编号'],
  'settlement-reversed': ['settlementId', '撤销已全额退回，不需要扣款'],
  'amount-exceeds-claim': ['amount', '请减少金额'],
  'deduction-differs': ['requestKey', '请换一个请求编号'],
  'account-differs': ['from', '请另写一个生效日期'],
  'account-in-the-past': ['from', '请写今天或以后的日期'],
  'deferral-unsigned': ['reason', '请写明理由'],
  'not-a-later-month': ['to', '请写更晚的月份'],
  'more-than-two-months': ['to', '请在两个月以内清算'],
  'period-already-generated': ['to', '请写尚未生成清算的月份'],
  'no-such-order': ['orderId', '请核对款项编号'],
  'not-permitted': ['x-zhijie-agency', '请由本省省级经办机构有该岗位的人办理'],
  'wrong-state': ['step', '请查看清算现在到哪一步'],
  'maker-is-checker': ['step', '请由另一人复核'],
  'reason-missing': ['reason', '请写明理由'],
  'not-all-confirmed': ['step', '请催办未确认的省份'],
  'account-missing': ['step', '请收款省份先登记收款账户'],
  'bank-missing': ['bank', '请写付款银行'],
  'serial-missing': ['serial', '请写银行流水号'],
  'purpose-differs': ['purpose', '写 clearing'],
  'date-in-future': ['paidOn', '请写今天或以前的日期'],
  'date-before-notice': ['paidOn', '请核对付款日期'],
  'amount-differs': ['amount', '请按应付金额付款'],
  'serial-used': ['serial', '请核对银行流水号'],
};

const DETAILS: Readonly<Record<string, string>> = {
  period: '月份',
  province: '省份',
  state: '现状',
  orderId: '款项',
  months: '月数',
};
const MONEY: Readonly<Record<string, string>> = { due: '应付', paid: '所写', most: '至多' };

function detailOf({ detail = {} }: Refusal): string {
  const parts = Object.entries(detail).flatMap(([name, value]) => {
    const money = MONEY[name];
    if (money !== undefined) return [`${money} ${formatYuan(value as Parameters<typeof formatYuan>[0])} 元`];
    return DETAILS[name] === undefined ? [] : [`${DETAILS[name]} ${value}`];
  });
  return parts.length === 0 ? '' : `（${parts.join('，')}）`;
}

/** A refusal of the clearing as an operator reads it. */
export function clearingTelling(refusal: Refusal): Told {
  const code = refusal.code as ClearingRefusalCode;
  const [field, fix] = FIXES[code] ?? [refusal.field ?? 'body', '请核对后再办'];
  const text = CLEARING_REFUSAL_TEXTS[code] ?? '未予办理';
  return { code, field: refusal.field ?? field, text: `${text}${detailOf(refusal)}。`, fix };
}

const CONFLICTS: readonly string[] = ['step-differs', 'overtaken', 'deduction-differs', 'account-differs'];

export function clearingStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'no-such-clearing' || code === 'nothing-to-prove') return 404;
  return CONFLICTS.includes(code) ? 409 : 422;
}
