import type { AnswerOf } from '../../api/call.ts';
import { rateText } from '../../ui/rate.ts';
import type { Tone } from '../../ui/status.tsx';

export const LIST = 'GET /api/agency/catalogues';
export const READ = 'GET /api/agency/catalogues/{releaseId}';
export const ROWS = 'GET /api/agency/catalogues/{releaseId}/rows';
export const PREVIEW = 'GET /api/agency/catalogues/{releaseId}/preview';
export type Release = AnswerOf<typeof READ>;
export type Row = AnswerOf<typeof ROWS>['rows'][number];
export type Changed = AnswerOf<typeof PREVIEW>['changed'][number];

export const STATES: Readonly<Record<Release['state'], readonly [Tone, string]>> = {
  draft: ['wait', '待发布'],
  published: ['good', '已发布'],
  withdrawn: ['stop', '已撤回'],
  replaced: ['quiet', '已被新文件替换'],
};

const CLASSES: Readonly<Record<Changed['before']['paymentClass'], string>> = { A: '甲', B: '乙', C: '丙' };

/** '乙类，先自付 10.00%，限价 ¥1500.00'. */
export function termsText({ paymentClass, selfPaidFirstRate, ceiling }: Changed['before']): string {
  const rate = paymentClass === 'B' ? `，先自付 ${rateText(selfPaidFirstRate)}` : '';
  return `${CLASSES[paymentClass]}类${rate}${ceiling === null ? '' : `，限价 ¥${ceiling}`}`;
}
