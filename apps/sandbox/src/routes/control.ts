import { formatDateTime } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import { networkPage } from '../pages/network.ts';
import { answer, fieldsOf, goTo, refusal, type Sandbox, type Site, show, showProblem } from './site.ts';

const DAY_MS = 86_400_000;
const LASTING = '这个网络的数据要留着，时钟和重置只在单独的沙箱里可用：npx zhijie sandbox';

const STEP = '请写 days 或 ms：整数，只能向前，一次至多 400 天';

const told = ({ now, control }: Sandbox) => ({
  now: formatDateTime(now()),
  aheadMs: control?.clock.ahead() ?? 0,
});

/** The sandbox's clock and its beginning anew; refused where the network lasts. */
export function controlRoutes(app: FastifyInstance, site: Site): void {
  const { sandbox } = site;
  app.get('/sandbox/api/clock', async (_request, reply) => answer(reply, told(sandbox)));
  app.post('/sandbox/api/clock', async (request, reply) => {
    const problem = await advance(sandbox, fieldsOf(request));
    if (problem === LASTING) return refusal(reply, 'not-a-sandbox-network', problem);
    return problem === null ? answer(reply, told(sandbox)) : refusal(reply, 'field-invalid', problem);
  });
  app.post('/sandbox/api/reset', async (_request, reply) => {
    if (!(await reset(sandbox))) return refusal(reply, 'not-a-sandbox-network', LASTING);
    return answer(reply, told(sandbox));
  });
  controlPages(app, site);
}

/** False where the network lasts. */
async function reset({ control, recorder, outcomes, coverage, conformance }: Sandbox): Promise<boolean> {
  if (control === null) return false;
  await control.reset();
  for (const part of [recorder, outcomes, coverage, conformance]) part.clear();
  return true;
}

/** Moves the clock by what `days` and `ms` say; an answer in Chinese when it cannot. */
async function advance({ control }: Sandbox, fields: ReadonlyMap<string, string>): Promise<string | null> {
  if (control === null) return LASTING;
  const ms = Number(fields.get('ms') ?? 0) + Number(fields.get('days') ?? 0) * DAY_MS;
  if (!control.clock.advance(ms)) return STEP;
  await control.moved();
  return null;
}

function controlPages(app: FastifyInstance, site: Site): void {
  const { sandbox } = site;
  app.get('/sandbox/network', async (request, reply) =>
    show(site, request, reply, {
      title: '时钟和重置',
      body: networkPage({ ...told(sandbox), isLasting: sandbox.control === null }),
    }),
  );
  app.post('/sandbox/network/clock', async (request, reply) => {
    const problem = await advance(sandbox, fieldsOf(request));
    return problem === null ? goTo(reply, '/sandbox/network') : showProblem(site, request, reply, problem);
  });
  app.post('/sandbox/network/reset', async (request, reply) => {
    if (await reset(sandbox)) return goTo(reply, '/sandbox/');
    return showProblem(site, request, reply, LASTING);
  });
}
