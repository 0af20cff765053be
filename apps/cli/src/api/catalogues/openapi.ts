import { answering, inPath, inQuery, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { WorkAnswer } from '../work/openapi.ts';
import * as schema from './schema.ts';

const BASE = '/api/agency/catalogues';
const RELEASE = inPath('releaseId', '目录版本编号');
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const file = (description: string) => ({ description, content: { [SHEET]: { schema: { type: 'string' } } } });
const reading = (summary: string, answer: unknown, parameters: unknown[]) => ({
  get: { summary, parameters, responses: { 200: json(summary, answer), ...REFUSALS } },
});

/** The paths of the catalogues of places of care. */
export const CATALOGUE_PATHS = {
  [BASE]: answering(
    listing('本机构各统筹区的目录版本，新的在前', schema.ReleasesQuery, '版本'),
    schema.ReleasesAnswer,
  ),
  [`${BASE}/imports`]: {
    post: {
      summary: '导入目录文件（.xlsx 或 .csv）：逐行检查，错的进隔离区；进度见 /api/work/{workId}/events',
      parameters: inQuery(schema.ImportQuery),
      responses: { 200: json('开始的工作；结果为待发布的版本', WorkAnswer), ...REFUSALS },
    },
  },
  [`${BASE}/current`]: {
    get: {
      summary: '一个统筹区现行目录的 Excel，可编辑后再导入',
      parameters: inQuery(schema.AreaQuery),
      responses: { 200: file('现行目录'), ...REFUSALS },
    },
  },
  [`${BASE}/basis`]: reading(
    '某日一个本地项目按哪些国家编码、什么份额和待遇条件计算；金额按份额拆分，合计不差一分',
    schema.BasisAnswer,
    inQuery(schema.BasisQuery),
  ),
  [`${BASE}/{releaseId}`]: reading('一版目录', schema.ReleaseView, [RELEASE]),
  [`${BASE}/{releaseId}/rows`]: reading(
    '一版目录的行：隔离区的写明哪一格、为什么、怎么改',
    schema.RowsAnswer,
    [RELEASE, ...inQuery(schema.RowsQuery)],
  ),
  [`${BASE}/{releaseId}/preview`]: reading('发布后自生效日起哪些项目的待遇条件会变', schema.PreviewAnswer, [
    RELEASE,
  ]),
  [`${BASE}/{releaseId}/file`]: {
    get: {
      summary: '一版目录的 Excel，含隔离区；不改再导入不产生变化',
      parameters: [RELEASE],
      responses: { 200: file('一版目录'), ...REFUSALS },
    },
  },
  [`${BASE}/{releaseId}/units`]: posting(
    '确认单位不同的行怎么换算，记在确认人名下',
    schema.UnitsBody,
    json('现在的版本', schema.DoneAnswer),
    [RELEASE],
  ),
  [`${BASE}/{releaseId}/decision`]: posting(
    '另一人复核发布，或撤回',
    schema.DecisionBody,
    json('现在的版本', schema.DoneAnswer),
    [RELEASE],
  ),
} as const;
