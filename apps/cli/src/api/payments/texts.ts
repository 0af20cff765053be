import { CLEARING_REFUSAL_TEXTS, type ClearingRefusalCode } from '@zhijie/hub';
import { formatYuan, type Refusal } from '@zhijie/kernel';
import { PAYING_REFUSAL_TEXTS, type PayingRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

/** What to do; the text is paying's own. */
const FIXES: Readonly<Partial<Record<PayingRefusalCode, string>>> = {
  'not-permitted': '请由该机构所在统筹区的经办机构办理',
  'institution-unknown': '请核对机构编号',
  'reason-missing': '请写明理由',
  'request-key-reused': '请换一个请求编号',
  'account-differs': '请另写一个生效日期',
  'account-in-the-past': '请写今天或以后的日期',
  'terms-in-the-past': '请写今天或以后的日期',
  'terms-incomplete': 'shortened 写 cycle；除 monthly 外都写 share，其他不写',
  'stop-unknown': '没有暂停，无需恢复',
  'month-not-over': '请在次月1日及以后办理',
  'declaration-differs': '请机构与本系统对账后再申报',
  'declared-otherwise': '一月只申报一次；之后的变化在下一月申报',
  'item-unknown': '请核对明细编号',
  'review-differs': '更正请用恢复扣款或再扣款',
  'settlement-unknown': '请核对机构和结算编号',
  'settlement-reversed': '撤销已全额退回，不需要扣款',
  'amount-exceeds-claim': '请减少金额',
  'deduction-differs': '请换一个请求编号',
  'paying-account-missing': '请先登记本机构的付款账户',
  'nothing-to-pay': '查看各机构未付的原因：应付一览',
  'batch-unknown': '请核对批次编号',
  'batch-decided': '请查看批次现在到哪一步',
  'batch-not-released': '请由另一人先复核',
  'maker-is-checker': '请由另一人复核',
  'agreement-not-active': '请退回这批付款，另行提出',
  'institution-stopped': '请退回这批付款，另行提出',
  'payable-smaller': '请退回这批付款，另行提出',
  'review-open': '请先复核明细，或退回这批付款',
  'statement-unreadable': '请向银行重新取得 camt.053.001.08 文件',
  'statement-foreign': '请核对账号，或先登记付款账户',
  'statement-gap': '请先导入之前的对账单',
  'statement-differs': '请向银行核实，不要导入',
  'entry-known': '请向银行核实，不要导入',
  'entry-unknown': '请核对账号和流水号',
  'entry-resolved': '已处理，请查看结果',
  'resolution-unfit': '请核对流水，选择适用的处理',
  'line-unknown': '请核对付款编号',
  'line-executed': '已执行的不能关闭；退回的请在待查中处理',
  'not-first-quarter': '请在一季度申请',
  'surplus-too-small': '基金结余不足，不予预付',
  'grant-too-large': '请减少金额',
  'grant-exists': '一年一次',
  'grant-unknown': '请核对预付金编号',
  'use-too-large': '请核对金额',
  'offset-too-large': '请减少金额',
};

const DETAILS: Readonly<Record<string, string>> = {
  providerId: '机构',
  name: '名称',
  items: '本系统笔数',
  amount: '本系统金额',
  skipped: '未付机构数',
  sequence: '序号',
  last: '最近一份',
  why: '原因',
  kind: '流水性质',
  differs: '不同处',
  least: '至少',
};

function detailOf({ detail = {} }: Refusal): string {
  const parts = Object.entries(detail).flatMap(([name, value]) => {
    if (name === 'most') return [`至多 ${formatYuan(value as Parameters<typeof formatYuan>[0])} 元`];
    return DETAILS[name] === undefined ? [] : [`${DETAILS[name]} ${value}`];
  });
  return parts.length === 0 ? '' : `（${parts.join('，')}）`;
}

/** A refusal of paying, or of the clearing behind a deduction, as an operator reads it. */
export function paymentsTelling(refusal: Refusal): Told {
  const { code, field = 'body' } = refusal;
  const own = PAYING_REFUSAL_TEXTS[code as PayingRefusalCode];
  const text = own ?? CLEARING_REFUSAL_TEXTS[code as ClearingRefusalCode] ?? '未予办理';
  const fix = FIXES[code as PayingRefusalCode] ?? '请核对后再办';
  return { code, field, text: `${text}${detailOf(refusal)}。`, fix };
}

const CONFLICTS: readonly string[] = [
  'request-key-reused',
  'account-differs',
  'declared-otherwise',
  'review-differs',
  'deduction-differs',
  'batch-decided',
  'statement-differs',
  'entry-resolved',
];
const UNKNOWN: readonly string[] = ['batch-unknown', 'line-unknown', 'entry-unknown', 'grant-unknown'];

export function paymentsStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (UNKNOWN.includes(code)) return 404;
  return CONFLICTS.includes(code) ? 409 : 422;
}
