import { percentOf } from '@zhijie/clearing';
import { PREPAYMENT_REFUSAL_TEXTS } from '@zhijie/hub';
import type { Refusal } from '@zhijie/kernel';
import type { Told } from '../agency/index.ts';
import { detailText } from '../telling.ts';

/** Where it is wrong and what to do; the text is the nation's own. */
const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'quarter-not-cleared': ['year', '请先生成上年第四季度的清算，再核定'],
  'year-not-begun': ['year', '请在该年 1 月 1 日及以后核定'],
  'no-such-order': ['orderId', '请核对款项编号'],
  'step-differs': ['requestKey', '请换一个请求编号'],
  'serial-used': ['serial', '请核对银行流水号'],
  'no-such-clearing': ['period', '清算于次月 21 日生成'],
  'not-signed': ['period', '请先由两人确认该月清算'],
  'already-requested': ['period', '请等待国家经办机构的决定'],
  'amount-too-large': ['amount', '请减少金额'],
  'no-such-request': ['requestId', '请核对申请编号'],
  'already-decided': ['decision', '决定只作一次；需要更正的，请就下一期清算重新申请'],
  'reason-missing': ['reason', '请写明理由'],
  'not-permitted': ['x-zhijie-agency', '请由本省省级（或国家）经办机构有该岗位的人办理'],
  superseded: ['orderId', '请按新一年度的款项付款'],
  'wrong-state': ['step', '请查看该款项现在到哪一步'],
  'bank-missing': ['bank', '请写付款银行'],
  'serial-missing': ['serial', '请写银行流水号'],
  'purpose-differs': ['purpose', '写 prepayment；清算款请另行支付'],
  'date-in-future': ['paidOn', '请写今天或以前的日期'],
  'date-before-notice': ['paidOn', '请核对付款日期'],
  'amount-differs': ['amount', '请按应付金额付款'],
  'not-red': ['period', '使用率达到 90% 后才可申请'],
  'before-signing': ['period', '请核对清算签章日'],
  'too-late': ['period', '请在下一期清算签章后 3 个工作日内申请'],
  'amount-not-positive': ['amount', '写成大于零的元，如 "120.00"'],
  'entry-differs': ['requestKey', '请换一个请求编号'],
};

const TEXTS: Readonly<Record<string, string>> = {
  ...PREPAYMENT_REFUSAL_TEXTS,
  'entry-differs': '同一请求编号此前用于不同的内容',
};

const NAMES = {
  money: { due: '应付', paid: '所写' },
  plain: { period: '月份', orderId: '款项', state: '现状', by: '截止', usage: '现为' },
};

/** A refusal about the prepayment as an operator reads it. */
export function prepaymentTelling(refusal: Refusal): Told {
  const { code } = refusal;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const { basisPoints, ...detail } = refusal.detail ?? {};
  const usage = basisPoints === undefined ? {} : { usage: percentOf(Number(basisPoints)) };
  const more = detailText({ detail: { ...detail, ...usage } }, NAMES);
  return { code, field: refusal.field ?? field, text: `${TEXTS[code] ?? '未予办理'}${more}。`, fix };
}

const CONFLICTS = ['step-differs', 'entry-differs', 'already-requested', 'already-decided', 'serial-used'];
const UNKNOWN = ['no-such-order', 'no-such-clearing', 'no-such-request'];

export function prepaymentStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (UNKNOWN.includes(code)) return 404;
  return CONFLICTS.includes(code) ? 409 : 422;
}
