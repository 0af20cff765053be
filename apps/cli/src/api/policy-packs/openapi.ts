import Type from 'typebox';
import { answering, inPath, json, listing, REFUSALS } from '../agency/openapi-parts.ts';
import { PlanQuery } from '../what-if/schema.ts';
import { WorkAnswer } from '../work/openapi.ts';
import {
  CheckBody,
  DiffAnswer,
  DiffQuery,
  DraftBody,
  DraftContent,
  DraftsAnswer,
  EffectiveAnswer,
  EndBody,
  PreviewAnswer,
  VersionsAnswer,
  VersionsQuery,
} from './schema.ts';

const BASE = '/api/agency/policies';
const DRAFT = inPath('draftId', '拟稿编号');
const NOTHING = { properties: {} };
const DraftKept = Type.Object({ draftId: Type.String() });

/** A POST whose answer has a schema. */
const asking = (summary: string, body: unknown, answer: unknown, parameters: readonly unknown[] = []) => ({
  post: {
    summary,
    parameters,
    requestBody: { required: true, ...json(summary, body) },
    responses: { 200: json('答复', answer), ...REFUSALS },
  },
});

/** The paths of the policy packs. */
export const POLICY_PATHS = {
  [`${BASE}/effective`]: answering(
    listing('政策包：某日生效的政策，每张表的层级和依据', PlanQuery, '政策'),
    EffectiveAnswer,
  ),
  [`${BASE}/versions`]: answering(
    listing('政策包：各版本的起始日期和改动的表，新的在前', VersionsQuery, '版本'),
    VersionsAnswer,
  ),
  [`${BASE}/diff`]: answering(
    listing('政策包：两个日期的政策有何不同，同一组账单的钱变了多少', DiffQuery, '不同'),
    DiffAnswer,
  ),
  [`${BASE}/checks`]: asking(
    '政策包：检查一个统筹区（同 zhijie pack check），一项长工作',
    CheckBody,
    WorkAnswer,
  ),
  [`${BASE}/drafts`]: {
    ...answering(listing('政策包：本机构统筹区的拟稿，未办结的在前', NOTHING, '拟稿'), DraftsAnswer),
    ...asking('政策包：拟一份改动，由另一人发布', DraftBody, DraftKept),
  },
  [`${BASE}/drafts/preview`]: asking(
    '政策包：一份改动会改变什么，影响哪些已结算的账单；不改变任何东西',
    DraftContent,
    PreviewAnswer,
  ),
  [`${BASE}/drafts/{draftId}/preview`]: {
    get: {
      summary: '政策包：一份拟稿对现行政策会改变什么',
      parameters: [DRAFT],
      responses: { 200: json('预览', PreviewAnswer), ...REFUSALS },
    },
  },
  [`${BASE}/drafts/{draftId}/end`]: asking(
    '政策包：由另一人发布（立即生效，无需重启）或退回，由拟稿人撤回',
    EndBody,
    DraftKept,
    [DRAFT],
  ),
} as const;
