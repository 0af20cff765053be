import type { Refusal } from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS } from '@zhijie/province';
import type { Told } from '../agency/index.ts';
import type { Telling } from '../desk.ts';

const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'enrolment-differs': ['policyNumber', '请与保险公司核对这份保单'],
  'enrolment-overlaps': ['product', '请查看已登记的保单'],
  'enrolment-person-unknown': ['name', '请核对后再报'],
  'enrolment-period-wrong': ['startsOn', '请改日期'],
  'enrolment-product-unknown': ['product', '请核对产品和保险公司编号'],
  'enrolment-unknown': ['policyNumber', '请核对后再报'],
  'slip-unknown': ['slipId', '请从赔付单列表中选择'],
  'later-not-possible': ['settlementId', '请查看赔付单和事后理赔列表'],
  'certificate-malformed': ['certificateNumber', '请逐位核对'],
  'certificate-check-digit': ['certificateNumber', '请逐位核对'],
  'person-unknown': ['certificateNumber', '请核对号码和参保地'],
  'not-permitted': ['session', '请本人或参保地经办机构办理'],
};

function telling(refusal: Refusal): Told {
  const { code } = refusal;
  const [field, fix] = FIXES[code] ?? ['body', '请核对后再试，或拨 12393'];
  const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  return { code, field: refusal.field ?? field, text: own[code] ?? '没有办成。', fix };
}

const statusOf = (code: string): 403 | 404 | 409 | 422 => {
  if (code === 'not-permitted') return 403;
  if (code === 'slip-unknown' || code === 'enrolment-unknown') return 404;
  return code === 'enrolment-differs' ? 409 : 422;
};

export const COMMERCIAL_TELLING: Telling = { telling, statusOf };

export const SLIP_LABELS = {
  held: '已预留，付款完成后赔付',
  confirmed: '已赔付',
  voided: '已撤销，免赔额和限额已恢复',
} as const;

export const LATER_LABELS = {
  queued: '等待保险公司核定，不用提交材料',
  paid: '已核定，赔款由保险公司付给您',
  declined: '不予赔付',
  withdrawn: '已取消：医保结算或这笔支付已撤销',
} as const;
