import type { AnswerOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const LIST = 'GET /api/agency/institutions';
export const ONE = 'GET /api/agency/institutions/{providerId}';
export type Listed = AnswerOf<typeof LIST>['institutions'][number];
export type File = AnswerOf<typeof ONE>;
export type Institution = File['institution'];
export type Staff = File['staff'][number];
export type State = Institution['agreement'];

export const KINDS = { hospital: '医疗机构', pharmacy: '零售药店' } as const;
export const AGREEMENTS: Readonly<Record<State, readonly [Tone, string]>> = {
  active: ['good', '履行中'],
  suspended: ['wait', '中止'],
  terminated: ['stop', '解除'],
};

export const OPEN = [
  ['isInpatientOpen', '住院'],
  ['isOutpatientOpen', '普通门诊'],
  ['isChronicOpen', '门诊慢特病'],
] as const;

/** '住院、普通门诊'. */
export const openText = (of: Pick<Institution, (typeof OPEN)[number][0]>): string =>
  OPEN.filter(([name]) => of[name])
    .map(([, word]) => word)
    .join('、') || '都没有开通';

export const STAFF_STATES = { eligible: '正常', suspended: '暂停', terminated: '终止' } as const;

/** '暂停，2026-03-01 至 2026-06-30'. */
export function decisionText({ decision }: Staff): string {
  if (decision === null) return '没有处理记录';
  const { state, fromOn, untilOn } = decision;
  return `${STAFF_STATES[state]}，${fromOn} ${untilOn === null ? '起' : `至 ${untilOn}`}`;
}
