import { json, REFUSALS } from '../agency/openapi-parts.ts';
import { WorkAnswer } from '../work/openapi.ts';

/** The paths of the import of filings. */
export const FILING_IMPORT_PATHS = {
  '/api/agency/filing-imports': {
    post: {
      summary: '从 Excel 导入备案申请：逐行按规则办理，进度见 /api/work/{workId}/events',
      parameters: [],
      responses: { 200: json('开始的工作', WorkAnswer), ...REFUSALS },
    },
  },
} as const;
