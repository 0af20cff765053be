import type { Refusal } from '@zhijie/kernel';
import { ACT_REFUSAL_TEXTS, type ActRefusalCode, INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

/** Where it is wrong and what to do; the text is the care side's own. */
const FIXES: Readonly<Record<ActRefusalCode, readonly [field: string, fix: string]>> = {
  'not-permitted': ['providerId', '请由该机构或其所在地经办机构办理'],
  'act-unknown': ['actId', '请核对机构和收费编号'],
  'request-differs': ['requestKey', '请换一个请求编号，或查看这次收费'],
  'settlement-unknown': ['settlementId', '请核对结算编号'],
  'act-settlement-undone': ['settlementId', '请先结算'],
  'act-settlement-of-order': ['settlementId', '请查看该订单'],
  'visit-unknown': ['visitId', '请核对机构和就诊编号'],
  'act-exists': ['settlementId', '请查看已有的收费，或先把它撤销'],
  'method-unknown': ['methods', '现金写 channel/cash，手机写 channel/wallet，其余见 offers'],
  'method-needed': ['methods', '现金、手机或 offers 中的一种'],
  'act-not-choosing': ['steps', '请重新查看这次收费，按最新状态再选'],
  'act-nothing-left': ['actId', '不用再选，请查看状态'],
  'act-cash-not-due': ['legId', '请查看这次收费，按提示的那一项退还'],
  'act-undone': ['actId', '请重新收费'],
  'payer-unreachable': ['actId', '请稍后再查；现金和手机支付不受影响'],
};

/** Refusals of the code and of the bill that come before an act. */
const BEFORE: Readonly<Record<string, readonly [text: string, field: string, fix: string]>> = {
  'identity-not-confirmed': [
    '人工核验还没有复核，或核验不一致；没有结算',
    'visitId',
    '请另一位工作人员登录后在“人工核验”里复核',
  ],
  'certificate-mismatch': ['出示的医保码不是本次就诊患者的', 'code', '请患者本人出示医保码'],
  'credential-malformed': ['扫到的不是医保码', 'code', '请重新扫码'],
  'nothing-to-settle': ['没有可结算的费用', 'visitId', '请先上传费用明细'],
  'visit-settled': ['费用已经结算', 'visitId', '请按结算编号收费'],
  'insured-place-unreachable': ['参保地连接不上，没有结算', 'visitId', '请稍后再扫'],
  'outcome-unknown': ['结算结果未知，款项状态查询中', 'visitId', '请稍后查看，不要重复收费'],
};

/** A refusal as a cashier reads it; those of the code and of the bill are the insured side's own. */
export function actTelling(refusal: Refusal): Told {
  const { code } = refusal;
  const before = BEFORE[code];
  if (before !== undefined) {
    const [text, field, fix] = before;
    return { code, field: refusal.field ?? field, text: `${text}。`, fix };
  }
  const known = FIXES[code as ActRefusalCode];
  const own: Readonly<Record<string, string>> = { ...INSURED_REFUSAL_TEXTS, ...ACT_REFUSAL_TEXTS };
  const text = `${(own[code] ?? `没有办成（${code}）`).replace(/。$/, '')}。`;
  const [field, fix] = known ?? ['body', '没有收款；请核对后再办'];
  return { code, field: refusal.field ?? field, text, fix };
}

const GONE: readonly string[] = ['act-unknown', 'settlement-unknown', 'visit-unknown'];
const ELSEWHERE: readonly string[] = ['request-differs', 'act-exists', 'act-not-choosing'];

/** Asked again under the same key, they take effect once. */
const UNREACHED: readonly string[] = ['payer-unreachable', 'insured-place-unreachable', 'outcome-unknown'];

export function actStatusOf(code: string): 403 | 404 | 409 | 422 | 503 {
  if (code === 'not-permitted') return 403;
  if (GONE.includes(code)) return 404;
  if (UNREACHED.includes(code)) return 503;
  return ELSEWHERE.includes(code) ? 409 : 422;
}
