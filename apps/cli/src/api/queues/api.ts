import { ok, type Refusal, refuse } from '@zhijie/kernel';
import { countQueues, unknownOutcomes } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Told } from '../agency/index.ts';
import { type DeskApi, deskRoutes } from '../desk.ts';

const TOLD = {
  telling: ({ code, field = 'session' }: Refusal): Told => ({
    code,
    field,
    text: '不属于本经办机构。',
    fix: '请由经办机构的人员登录后查看',
  }),
  statusOf: (code: string) => (code === 'not-permitted' ? 403 : 422),
};
const Nothing = Type.Object({}, { additionalProperties: false });
/** The nation has its own queues. */
const onlyProvince = refuse('not-permitted', { field: 'session' });

/** What waits at the care side, under `/api/agency/queues` and `/api/agency/unknown-outcomes`. */
export function queuesApi(served: DeskApi): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const { get, post } = deskRoutes(app, served, TOLD);
    get('/api/agency/queues', Nothing, async ({ actor, province }) => {
      if (province === null) return onlyProvince;
      const queues = await countQueues(province.care.deps, actor);
      return queues.ok ? ok({ queues: queues.value }) : queues;
    });
    get('/api/agency/unknown-outcomes', Nothing, async ({ actor, province }) => {
      if (province === null) return onlyProvince;
      const outcomes = await unknownOutcomes(province.care.deps, actor);
      return outcomes.ok ? ok({ outcomes: outcomes.value }) : outcomes;
    });
    post('/api/agency/unknown-outcomes/ask', Nothing, async ({ actor, province }) => {
      if (province === null) return onlyProvince;
      const permitted = await countQueues(province.care.deps, actor);
      return permitted.ok ? ok({ asked: await province.resolve() }) : permitted;
    });
  };
}
