import { done, inPath, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { WindowBody, WindowDecisionBody } from './schema.ts';

const BASE = '/api/agency/window-acts';

/** The paths of paper certified at a window in the agencies' OpenAPI document. */
export const WINDOW_PATHS = {
  [BASE]: {
    ...posting(
      '窗口核验：身份、书面委托或书面同意，由第一名工作人员登记；材料只留摘要',
      WindowBody,
      json('编号；书面同意时附须本人签字的全文', { type: 'object' }),
    ),
    get: {
      summary: '本统筹区的窗口核验，待复核的在前：方式、两名经办人、材料摘要',
      parameters: [],
      responses: { 200: json('清单', { type: 'object' }), ...REFUSALS },
    },
  },
  [`${BASE}/{actId}/decision`]: posting(
    '由另一名工作人员复核；一致的即生效',
    WindowDecisionBody,
    done('result', '生效的授权或同意的编号'),
    [inPath('actId', '窗口核验编号')],
  ),
} as const;
