/** The words of a transfer of insurance between areas (关系转移接续, PS2). */

/** What the new area knows of an application. */
export const JOINING_STATES = ['applied', 'accepted', 'joined', 'done', 'refused'] as const;
export type JoiningState = (typeof JOINING_STATES)[number];
/** What the old area knows of it. */
export const LEAVING_STATES = ['applying', 'applied', 'received', 'issued', 'joined', 'refused'] as const;
export type LeavingState = (typeof LEAVING_STATES)[number];

export const JOINING_LABELS: Readonly<Record<JoiningState, string>> = {
  applied: '已申请，待转入地受理',
  accepted: '转入地已受理，等待转出地参保凭证',
  joined: '已接续，待与转出地核对',
  done: '已办结',
  refused: '不予办理',
};
export const LEAVING_LABELS: Readonly<Record<LeavingState, string>> = {
  applying: '申请正送往转入地',
  applied: '转入地已收到申请',
  received: '待出具参保凭证',
  issued: '已出具参保凭证，待转入地接续',
  joined: '转入地已接续，办结',
  refused: '不予办理',
};

/**
 * Working days for each step. Not retrieved from a text; the whole of a transfer takes 15 working days as far
 * as is known from memory (unverified).
 */
export const TRANSFER_TERMS = { acceptWorkingDays: 5, issueWorkingDays: 10 } as const;
/** A break of at most so many months leaves an enrolment unbroken (unverified, from memory). */
export const UNBROKEN_MONTHS = 3;

/** Why insurance does not move, in the order in which it is examined. */
export const TRANSFER_REFUSAL_TEXTS = {
  'relation-unknown': '没有这份转移接续申请，或它与本统筹区无关。',
  'relation-wrong-state': '当前状态下不能办这一步。',
  'relation-same-area': '转出地和转入地是同一统筹区，不需要转移。',
  'relation-area-elsewhere': '转入地不是本省的统筹区。',
  'relation-open': '该险种已有一份在办的转移接续申请。',
  'relation-date': '转入日期写法不对，或晚于今日起三个月。',
  'relation-insured-elsewhere': '该人员已在本省另一统筹区参加同一险种，请先办理停保。',
  'relation-not-insured': '在转出地没有查到该险种的参保关系，请核对转出地。',
  'relation-person-dead': '参保状态为死亡，不能转移。',
  'relation-in-arrears': '转出地有欠费，请补缴后再申请。',
  'relation-starts-too-early': '转入日期早于在转出地的参保日期。',
  'relation-benefit-after-start': '转入日期之后在转出地还有结算，须先撤销，或改转入日期。',
  'relation-money-held': '个人账户有未完成的支付，请稍后再办。',
  'relation-reason-missing': '请写明不予办理的理由。',
} as const;
export type TransferRefusalCode = keyof typeof TRANSFER_REFUSAL_TEXTS;
