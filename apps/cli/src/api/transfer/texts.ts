import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';

const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'relation-unknown': ['applicationId', '请在转移接续列表中选择'],
  'relation-wrong-state': ['applicationId', '请查看办理进度'],
  'relation-same-area': ['toArea', '请核对转出地和转入地'],
  'relation-area-elsewhere': ['toArea', '请向转入地经办机构申请'],
  'relation-open': ['insuranceType', '请等在办的申请办结'],
  'relation-date': ['startsOn', '请写三个月以内的日期'],
  'relation-insured-elsewhere': ['certificateNumber', '请先在另一统筹区停保'],
  'relation-not-insured': ['fromArea', '请核对证件、姓名和转出地'],
  'relation-in-arrears': ['applicationId', '请补缴后再办'],
  'relation-starts-too-early': ['startsOn', '请改转入日期'],
  'relation-benefit-after-start': ['startsOn', '请撤销该结算或改转入日期'],
  'relation-money-held': ['applicationId', '请稍后再办'],
  'relation-reason-missing': ['reason', '请写明理由'],
  'request-key-reused': ['requestKey', '请换一个请求编号'],
};

/** A refusal about a transfer of insurance as a person or an agency reads it. */
export function transferTelling(refusal: Refusal): Told {
  const { code } = refusal;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再办'];
  const text = (INSURED_REFUSAL_TEXTS as Readonly<Record<string, string>>)[code] ?? '没有办成。';
  return { code, field: refusal.field ?? field, text, fix };
}

export function transferStatusOf(code: string): 403 | 404 | 409 | 422 {
  if (code === 'not-permitted') return 403;
  if (code === 'relation-unknown') return 404;
  return code === 'relation-open' || code === 'request-key-reused' ? 409 : 422;
}
