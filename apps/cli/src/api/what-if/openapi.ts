import { answering, json, listing, REFUSALS } from '../agency/openapi-parts.ts';
import { WorkAnswer } from '../work/openapi.ts';
import { ParametersAnswer, PlanQuery, PlansAnswer, RunBody, TraceQuery } from './schema.ts';

const BASE = '/api/agency/what-if';
const run =
  '试算：开始一项长工作，进度和结果见 /api/work/{workId}/events；与 zhijie whatif 同样的输入给出同样的结果哈希';

/** The paths of the what-if laboratory. */
export const WHAT_IF_PATHS = {
  [`${BASE}/plans`]: answering(
    listing('试算：可选的政策包和已有的试算', { properties: {} }, '政策包'),
    PlansAnswer,
  ),
  [`${BASE}/parameters`]: answering(
    listing('试算：一项待遇某日生效的参数', PlanQuery, '参数'),
    ParametersAnswer,
  ),
  [`${BASE}/runs`]: {
    post: {
      summary: run,
      parameters: [],
      requestBody: { required: true, ...json(run, RunBody) },
      responses: { 200: json('开始的工作', WorkAnswer), ...REFUSALS },
    },
  },
  [`${BASE}/trace`]: listing('试算：前若干人次的逐步明细和规则版本（JSON 行文件）', TraceQuery, '明细'),
} as const;
