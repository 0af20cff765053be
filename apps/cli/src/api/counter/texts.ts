import type { Refusal } from '@zhijie/kernel';
import { COUNTER_REFUSAL_TEXTS, type CounterRefusalCode } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

type Own = CounterRefusalCode | 'batches-differ' | 'line-malformed' | 'line-broken' | 'outcome-unknown';

const TOLD: Readonly<Record<Own, readonly [field: string, text: string, fix: string]>> = {
  'not-permitted': ['session', COUNTER_REFUSAL_TEXTS['not-permitted'], '请以本院收费员的身份登录'],
  'visit-unknown': ['visitId', COUNTER_REFUSAL_TEXTS['visit-unknown'], '请核对就诊编号'],
  'nothing-to-close': ['shift', COUNTER_REFUSAL_TEXTS['nothing-to-close'], '有收费或退费以后再交班'],
  'difference-unexplained': [
    'note',
    COUNTER_REFUSAL_TEXTS['difference-unexplained'],
    '请重新清点，或写明原因',
  ],
  'request-differs': ['requestKey', COUNTER_REFUSAL_TEXTS['request-differs'], '请刷新页面后再办'],
  'batches-differ': [
    'visitId',
    '医院系统分几批录入了费用，不能一起预结算',
    '可以直接结算：结算后、收款前仍可全部撤销',
  ],
  'line-malformed': ['lines', '单价或数量写法不对', '单价至多六位小数，数量至多四位小数'],
  'line-broken': ['line', '平台的答复不能读取，不知道办成没有', '请稍后用同一张单重试，不会重复收费'],
  'outcome-unknown': ['line', '结果未知：平台正在查询', '不要重复收费；稍后刷新，系统会给出结果'],
};

type Detail = { readonly text?: string; readonly error?: string | null };

/** A refusal at the window: the platform's own words where it said them. */
export function counterTelling(refusal: Refusal): Told {
  const { code, field } = refusal;
  const { text } = (refusal.detail ?? {}) as Detail;
  if (code === 'line-refused')
    return {
      code,
      field: field ?? 'line',
      text: text ?? '平台没有受理。',
      fix: '没有收款；请按提示更正后再办',
    };
  const [where, own, fix] = TOLD[code as Own] ?? ['body', '没有办成', '没有收款；请核对后再办'];
  return { code, field: field ?? where, text: `${own}。`, fix };
}

export function counterStatusOf(code: string): 403 | 404 | 409 | 422 | 502 {
  if (code === 'not-permitted') return 403;
  if (code === 'visit-unknown') return 404;
  if (code === 'line-broken' || code === 'outcome-unknown') return 502;
  return code === 'request-differs' || code === 'nothing-to-close' ? 409 : 422;
}
