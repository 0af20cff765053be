import { json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { EnterBody, PersonSessionAnswer, SessionAnswer, SignInBody } from './schema.ts';

const reading = (summary: string, answer: ReturnType<typeof json>) => ({
  get: { summary, parameters: [], responses: { 200: answer, ...REFUSALS } },
});
const session = json('登录状态', SessionAnswer);
const person = json('本人登录状态', PersonSessionAnswer);
const nothing = { type: 'object' };

/** The sessions of the pages: staff, and the person. */
export const SESSION_PATHS = {
  '/api/session': reading('工作人员登录状态：谁、岗位、是否锁屏、工作日历', session),
  '/api/session/sign-in': posting('登录', SignInBody, session),
  '/api/session/sign-out': posting('退出', nothing, session),
  '/api/session/lock': posting('锁屏', nothing, session),
  '/api/session/unlock': posting('解锁：同一人再次证明身份', SignInBody, session),
  '/api/session/person': reading('参保人登录状态', person),
  '/api/session/person/enter': posting('参保人登录：演示参保人，或身份证号', EnterBody, person),
  '/api/session/person/leave': posting('参保人退出', nothing, person),
} as const;
