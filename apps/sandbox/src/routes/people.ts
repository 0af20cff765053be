import type { Refusal } from '@zhijie/kernel';
import type { FastifyInstance } from 'fastify';
import { peoplePage } from '../pages/people.ts';
import { type MadePerson, makePeople, readOrder } from '../people/people.ts';
import { addressOf, answer, fieldsOf, refusal, type Site, show } from './site.ts';

const FIELDS: Readonly<Record<string, string>> = {
  area: '参保地 area 应为本网络的六位医保区划',
  careArea: '备案就医地 careArea 应为本网络的六位医保区划',
  insuranceType: '险种 insuranceType 应为 employee（职工）或 resident（居民）',
  group: '人员类别 group 应为 active、retired、adult 或 minor',
  status: '参保状态 status 应为 in-force、suspended、arrears、waiting、ended 或 dead',
  filing: '备案 filing 应为六类备案之一，如 referral、stationed-worker',
  aidCategory: '救助身份 aidCategory 应为 none、destitute、minimum-living、borderline 或 relapse-risk',
  balance: '余额 balance 写元，如 500.00，至多 100000.00',
  count: '人数 count 应为 1 至 100',
  from: '序号 from 应为不小于 0 的整数',
};

function textOf({ code, field }: Refusal): string {
  if (code === 'area-not-served') return '本网络没有启动这个参保地的节点';
  if (code === 'too-many-made') return '这个种子的人已经用完，请换一个种子';
  return FIELDS[field ?? ''] ?? '条件有误';
}

const told = ({ index, person }: MadePerson) => ({ index, ...person });

/** People by API and by page. */
export function peopleRoutes(app: FastifyInstance, site: Site): void {
  const { people } = site.sandbox;
  const make = async (fields: ReadonlyMap<string, string>) => {
    const order = readOrder(fields);
    return order.ok ? makePeople(people, order.value) : order;
  };
  app.post('/sandbox/api/people', async (request, reply) => {
    const made = await make(fieldsOf(request));
    if (!made.ok) return refusal(reply, made.refusal.code, textOf(made.refusal));
    return answer(reply, { people: made.value.map(told) });
  });
  const title = '合成人员';
  app.get('/sandbox/people', async (request, reply) =>
    show(site, request, reply, {
      title,
      body: peoplePage({ sent: new Map(), made: [], error: '', address: addressOf(request) }),
    }),
  );
  app.post('/sandbox/people', async (request, reply) => {
    const fields = fieldsOf(request);
    const made = await make(fields);
    const shown = made.ok ? { made: made.value, error: '' } : { made: [], error: textOf(made.refusal) };
    const body = peoplePage({ sent: fields, address: addressOf(request), ...shown });
    return show(site, request, reply, { title, body, status: made.ok ? 200 : 422 });
  });
}
