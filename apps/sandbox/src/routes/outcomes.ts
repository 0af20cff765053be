import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import { type Armed, readOutcome } from '../outcome/outcomes.ts';
import { outcomesPage } from '../pages/outcomes.ts';
import { answer, fieldsOf, goTo, refusal, type Site, show } from './site.ts';

const MOST_TIMES = 1000;

const TEXTS: Readonly<Record<string, string>> = {
  kind: '没有这个结果；延迟写 1 至 60000 毫秒，拒绝写已有的四位错误编号',
  times: '次数应为 1 至 1000',
  interfaceNumber: '交易编号为四至六位，如 2207；留空表示任何交易',
  providerId: '机构编号为 H 或 P 加 11 位数字；留空表示任何机构',
};

/** Reads a switch; refuses `field-invalid` with the field. */
function readSwitch(fields: ReadonlyMap<string, string>): Result<Omit<Armed, 'id'>, Refusal> {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  const outcome = readOutcome(text('kind'), text('value'));
  if (outcome === null) return refuse('field-invalid', { field: 'kind' });
  const times = text('times') === '' ? 1 : Number(text('times'));
  if (!Number.isInteger(times) || times < 1 || times > MOST_TIMES)
    return refuse('field-invalid', { field: 'times' });
  const interfaceNumber = text('interfaceNumber') === '' ? null : text('interfaceNumber');
  if (interfaceNumber !== null && !/^\d{4,6}[A-Z]?$/.test(interfaceNumber))
    return refuse('field-invalid', { field: 'interfaceNumber' });
  const providerId = text('providerId') === '' ? null : text('providerId');
  if (providerId !== null && !/^[HP]\d{11}$/.test(providerId))
    return refuse('field-invalid', { field: 'providerId' });
  return ok({ outcome, interfaceNumber, providerId, times });
}

const textOf = ({ field }: Refusal): string => TEXTS[field ?? ''] ?? '开关有误';

/** Switches by API and by page. */
export function outcomeRoutes(app: FastifyInstance, site: Site): void {
  const { outcomes } = site.sandbox;
  const title = '强制结果';
  app.get('/sandbox/api/outcomes', async (_request, reply) => answer(reply, { armed: outcomes.armed() }));
  app.post('/sandbox/api/outcomes', async (request, reply) => {
    const read = readSwitch(fieldsOf(request));
    if (!read.ok) return refusal(reply, read.refusal.code, textOf(read.refusal));
    return answer(reply, outcomes.arm(read.value));
  });
  app.delete('/sandbox/api/outcomes/:id', async (request, reply) =>
    answer(reply, { disarmed: outcomes.disarm((request.params as { id: string }).id) }),
  );
  app.get('/sandbox/outcomes', async (request, reply) =>
    show(site, request, reply, { title, body: outcomesPage(outcomes.armed(), '') }),
  );
  app.post('/sandbox/outcomes', async (request, reply) => {
    const read = readSwitch(fieldsOf(request));
    if (read.ok) {
      outcomes.arm(read.value);
      return goTo(reply, '/sandbox/outcomes');
    }
    const body = outcomesPage(outcomes.armed(), textOf(read.refusal));
    return show(site, request, reply, { title, body, status: 422 });
  });
  app.post('/sandbox/outcomes/disarm', async (request, reply) => {
    outcomes.disarm(fieldsOf(request).get('id') ?? '');
    return goTo(reply, '/sandbox/outcomes');
  });
}
