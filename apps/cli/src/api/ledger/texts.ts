import { AREA_NAMES, PROVINCE_NAMES, type Refusal } from '@zhijie/kernel';
import type { BooksRefusal } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

/** Chart of accounts: what each kind of account is called. */
const KINDS: Readonly<Record<string, string>> = {
  'pooled-fund': '统筹基金',
  'critical-illness-fund': '大病保险资金',
  'large-amount-fund': '职工大额补助资金',
  'civil-servant-fund': '公务员医疗补助资金',
  'enterprise-supplement-fund': '企业补充医疗保险资金',
  'medical-assistance-fund': '医疗救助资金',
  'other-funds': '其他资金',
  'personal-account': '个人账户',
  'account-funding': '个人账户划入',
  'payable-to-care-area': '应付就医地',
  'receivable-from-insured-area': '应收参保地',
  'payable-to-provider': '应付定点机构',
  'payable-to-claimant': '应付手工报销',
  'prepayment-paid': '已付预付金',
  'prepayment-held': '代管预付金',
  'prepayment-interest': '预付金利息',
  'bank-deposit': '财政专户存款',
  'paying-bank': '支出户存款',
  suspense: '待查流水',
  'penalty-income': '违约金收入',
  'own-expense': '经办机构自行负担',
  'working-capital': '拨付机构的医保预付金',
  deposit: '住院押金',
  'deposit-channel': '押金收付渠道',
  'deposit-settled': '押金已抵医疗费',
  'credit-line': '信用就医可用额度',
  'credit-granted': '信用就医授信',
  'credit-share': '信用就医共享额度',
  'credit-share-granted': '信用就医共享授信',
  'credit-paid': '银行已代付',
  'credit-repaid': '已还款',
  'credit-paid-out': '银行退回本人',
  'wallet-quota': '共济钱包额度',
  'aid-set-aside': '共济已划出',
  'aid-payable': '跨省共济应付',
  'relation-transit': '转移接续在途',
  'relation-owed': '转移接续应付',
  'relation-due': '转移接续应收',
  'premium-payable': '应付保险公司保费',
  'payable-to-supplier': '应付供应商',
  'supplier-bank': '货款专户存款',
};

/** Why money moved, by the code of the posting. */
const CAUSES: Readonly<Record<string, string>> = {
  'pooled-fund': '统筹基金支付',
  'civil-servant-fund': '公务员补助支付',
  'enterprise-supplement': '企业补充支付',
  'critical-illness': '大病保险支付',
  'large-amount': '大额补助支付',
  'medical-assistance': '医疗救助支付',
  'other-funds': '其他资金支付',
  'personal-account': '个人账户支付',
  'family-account': '亲属个人账户支付',
  'account-funding': '个人账户划入',
  claim: '医疗费结算',
  'clearing-payment': '清算款',
  'hospital-payment': '支付定点机构',
  'bank-duplicate': '银行重复付款',
  'bank-return': '银行退回',
  'bank-recovery': '银行收回',
  'bank-unknown': '银行不明流水',
  'bank-charge': '银行手续费',
  'suspense-resolved': '待查流水已处理',
  'payment-returned': '退回后重新应付',
  'payment-on-account': '重复付款抵下次',
  deduction: '审核扣款',
  restoration: '恢复扣款',
  penalty: '违约金',
  'working-capital-paid': '拨付医保预付金',
  'working-capital-repaid': '归还医保预付金',
  'working-capital-offset': '应付冲抵预付金',
  'prepayment-paid': '预付金付款',
  'prepayment-used': '使用预付金',
  'prepayment-restored': '补足预付金',
  'prepayment-returned': '退回预付金',
  'prepayment-interest': '预付金利息',
  'aid-paid': '家庭共济支付',
  'aid-returned': '家庭共济退回',
  'aid-set-aside': '划入共济钱包',
  'aid-set-back': '共济划出退回',
  'relation-in': '转入个人账户',
  'relation-out': '转出个人账户',
  'relation-due': '转移接续应收',
  'relation-owed': '转移接续应付',
  'credit-granted': '授信',
  'credit-used': '信用就医支付',
  'credit-restored': '退费恢复额度',
  'credit-repaid': '还款',
  'credit-paid-out': '银行退回本人',
  'credit-share-granted': '授信共享',
  'credit-share-used': '使用共享额度',
  'credit-share-restored': '退费恢复共享额度',
  'claim-paid': '支付手工报销',
  'claim-returned': '手工报销退回',
  'deposit-paid': '缴住院押金',
  'deposit-used': '押金抵医疗费',
  'deposit-restored': '恢复押金',
  'deposit-returned': '退住院押金',
  'deposit-difference': '补缴差额',
  'premium-paid': '代缴保费',
  'premium-returned': '退保费',
  'supplier-payment': '支付供应商',
  'supplier-offset': '供应商往来冲抵',
  'supplier-refund': '供应商退款',
  'supplier-return': '退货',
};

export const kindTitle = (kind: string): string => KINDS[kind] ?? kind;
export const causeOf = (code: string): string => CAUSES[code] ?? code;

const WORDS: Readonly<Record<string, string>> = { employee: '职工', resident: '居民' };
const partTitle = (part: string): string => AREA_NAMES[part] ?? PROVINCE_NAMES[part] ?? WORDS[part] ?? part;

/** What an account is called: '应收参保地 · 郑州市 · 北京市 · 居民'. */
export function accountTitle(accountId: string): string {
  const [kind = '', ...parts] = accountId.split('/');
  return [kindTitle(kind), ...parts.map(partTitle)].join(' · ');
}

type Code = BooksRefusal['code'] | 'not-a-moment';
const TEXTS: Readonly<Record<Code, readonly [text: string, field: string, fix: string]>> = {
  'not-permitted': ['账簿由省级经办机构查看', 'session', '请由本省省级经办机构的人员登录后查看'],
  'person-unknown': ['没有这个人的个人账户', 'account', '请核对账户编号'],
  'account-malformed': [
    '账户编号写法不对',
    'account',
    '写成 种类/部分/部分，如 payable-to-provider/H11010500001',
  ],
  'kind-not-listed': ['以个人为户的账户不逐户列出', 'kind', '请凭账户编号查询；每次查询记入本人的查看记录'],
  'reference-unknown': ['本账簿没有这个编号的分录', 'reference', '请核对编号，或换另一本账簿'],
  'not-a-moment': [
    '没有这个时刻',
    'at',
    '写成日期（当天结束时）或时刻，如 "2026-03-31"、"2026-03-31 14:05:09"',
  ],
};

/** A refusal of reading the books as an operator reads it. */
export function ledgerTelling({ code, field }: Refusal): Told {
  const [text, of, fix] = TEXTS[code as Code] ?? ['未予办理', 'body', '请核对后再办'];
  return { code, field: field ?? of, text: `${text}。`, fix };
}

export function ledgerStatusOf(code: string): 403 | 404 | 422 {
  if (code === 'not-permitted') return 403;
  return code === 'reference-unknown' || code === 'person-unknown' ? 404 : 422;
}
