import { type CoverageStatus, type Refusal, refuse } from '@zhijie/kernel';

/** Why a coverage does not pay, in the order in which they are examined. */
export const COVERAGE_REFUSAL_TEXTS = {
  'not-insured': '未查到该险种的参保信息，请核对险种或联系参保地医保经办机构。',
  'person-dead': '参保状态为死亡，不能办理医保结算。',
  'coverage-ended': '参保关系已终止，不能办理医保结算，请联系参保地医保经办机构。',
  'coverage-suspended': '参保关系已暂停，不能办理医保结算，请联系参保地医保经办机构恢复后再结算。',
  'coverage-in-arrears': '参保缴费欠费，待遇暂停，补缴后可恢复医保结算。',
  'coverage-waiting': '尚在待遇等待期内，等待期满后才能享受医保待遇。',
} as const satisfies Record<string, string>;
export type CoverageRefusalCode = keyof typeof COVERAGE_REFUSAL_TEXTS;
const CODE_OF_STATUS = {
  dead: 'person-dead',
  ended: 'coverage-ended',
  suspended: 'coverage-suspended',
  arrears: 'coverage-in-arrears',
  waiting: 'coverage-waiting',
} as const satisfies Record<Exclude<CoverageStatus, 'in-force'>, CoverageRefusalCode>;

/**
 * The refusal of a status on a day, or null when the coverage pays. Care before the first day is
 * `coverage-waiting`; care given before the day of the pause (`pausedOn`) is still paid, e.g. a bill
 * settled again after a correction.
 */
export function refusalOfStatus(
  coverage: { readonly status: CoverageStatus; readonly startedOn: string; readonly pausedOn: string | null },
  on: string,
): Refusal<CoverageRefusalCode> | null {
  const { status, pausedOn, startedOn } = coverage;
  if (status === 'in-force') {
    return startedOn <= on ? null : refuse('coverage-waiting', { detail: { status, startedOn } }).refusal;
  }
  if (status !== 'waiting' && pausedOn !== null && startedOn <= on && on < pausedOn) return null;
  const detail = pausedOn === null ? { status } : { status, since: pausedOn };
  return refuse(CODE_OF_STATUS[status], { detail }).refusal;
}
