import type { CommercialRefusalCode } from '@zhijie/engine';

/** Why a commercial insurer pays nothing now, in the order in which it is examined; texts for the person. */
const COMMERCIAL_REASON_TEXTS = {
  'settlement-undone': '这次医保结算已经撤销，商业保险不再赔付。',
  'not-enrolled': '没有找到您在这一天有效的这份商业保险，请核对保单或联系保险公司。',
  'product-unknown': '这个商业保险产品没有接入同步结算，请自行向保险公司申请理赔。',
  'no-consent': '您没有同意把这次结算结果用于商业保险理赔；同意后可以再办，医保和其他支付不受影响。',
  'nothing-left': '医保和前面的支付以后，没有这份保险可以赔付的费用。',
  'below-deductible': '没有超过年度免赔额；这次的费用已经计入免赔额累计。',
  'cap-reached': '已达到这份保险的年度限额或本次个人应付金额，不再赔付。',
  'insurer-declined': '保险公司核定这次不予赔付；有疑问请联系保险公司。',
  'insurer-later': '保险公司暂时不能答复，已转为事后理赔，您不用再提交材料；请先支付，赔款以后直接给您。',
  'settled-otherwise': '这份保险已经为这次结算赔付过，不能重复。',
  expired: '没有在时限内完成支付，这笔商业保险赔付已经取消。',
} as const;

export type CommercialReason = keyof typeof COMMERCIAL_REASON_TEXTS | CommercialRefusalCode;

/** Refusals of what people and insurers ask of enrolments, claims and slips. */
export const COMMERCIAL_TEXTS = {
  'enrolment-differs': '这个保单号此前已登记，内容不同；请核对保单号，或先注销再登记。',
  'enrolment-overlaps': '这个人已经登记了同一产品，不能重复投保。',
  'enrolment-person-unknown': '没有找到这位参保人，或姓名与证件号码不符；请核对证件号码和姓名。',
  'enrolment-period-wrong': '保障期的开始日和结束日不对；请填写保单上的起止日期。',
  'enrolment-product-unknown': '没有这个产品，或不是这家保险公司的产品；请核对产品编号。',
  'enrolment-unknown': '没有找到这份投保记录，请核对保单号。',
  'slip-unknown': '没有找到这张商业保险赔付单，请核对单号。',
  'later-not-possible': '这次结算不能再申请这份保险的事后理赔：已赔付、已申请，或医保结算已撤销。',
} as const;

export type Reason = { readonly code: CommercialReason; readonly text: string };

export const reasonOf = (code: keyof typeof COMMERCIAL_REASON_TEXTS): Reason => ({
  code,
  text: COMMERCIAL_REASON_TEXTS[code],
});
