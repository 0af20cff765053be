import Type from 'typebox';
import { inPath, json, REFUSALS } from '../agency/openapi-parts.ts';

const WORK = inPath('workId', '工作编号');

export const WorkAnswer = Type.Object({
  workId: Type.String(),
  title: Type.String(),
  state: Type.Enum(['running', 'done', 'stopped', 'failed']),
  done: Type.Integer(),
  total: Type.Integer(),
  result: Type.Unknown(),
});
const answer = { 200: json('进度', WorkAnswer), ...REFUSALS };

/** The paths of long work. `/api/work/{workId}/events` sends the same states as server-sent events. */
export const WORK_PATHS = {
  '/api/work/{workId}': { get: { summary: '一项长工作的进度', parameters: [WORK], responses: answer } },
  '/api/work/{workId}/stop': {
    post: { summary: '在下一步之前停下；已办的仍然有效', parameters: [WORK], responses: answer },
  },
} as const;
