import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Told } from '../agency/index.ts';
import { ownRoutes, type PersonServed, personActor } from '../person/routes.ts';
import { ChannelsBody, InboxQuery, ReadBody } from './schema.ts';

type Services = Province['insured']['services'];
type Answer = Promise<Result<unknown, Refusal>>;

const TEXTS: Readonly<Record<string, readonly [field: string, text: string, fix: string]>> = {
  'not-permitted': ['session', '只能看本人的消息', '请以本人身份登录'],
  'person-unknown': ['session', '没有找到这个参保人', '请重新登录；可拨 12393'],
  'channel-repeated': ['channels', '同一渠道写了两次', '每个渠道只写一次'],
};

const TOLD = {
  telling: ({ code, field }: Refusal): Told => {
    const [own, text, fix] = TEXTS[code] ?? ['body', '未予办理', '请核对后再试'];
    return { code, field: field ?? own, text: `${text}。`, fix };
  },
  statusOf: (code: string) => (code === 'not-permitted' ? 403 : code === 'person-unknown' ? 404 : 422),
};

const BASE = '/api/person/messages';
const AT_MOST = 20;

function cursorOf(text: string | undefined) {
  const [at, messageId] = (text ?? '').split('.');
  return messageId === undefined ? null : { at: Number(at), messageId };
}

/** A person's inbox and the channels besides it, at the node where the person is insured. */
export function messageApi(served: PersonServed & { readonly provinces: ReadonlyMap<string, Province> }) {
  const at = (who: PersonKey, work: (services: Services) => Answer): Answer => {
    const services = served.provinces.get(who.area.slice(0, 2))?.insured.services;
    return services === undefined ? Promise.resolve(refuse('person-unknown')) : work(services);
  };
  return async (app: FastifyInstance): Promise<void> => {
    const { get, post } = ownRoutes(app, served, TOLD);
    get(BASE, InboxQuery, (who, query) =>
      at(who, async (services) => {
        const limit = Number(query.limit ?? AT_MOST);
        const page = { personId: who.personId, before: cursorOf(query.before), limit };
        const found = await services.inboxOf(personActor(who), page);
        if (!found.ok) return found;
        const last = found.value.messages.at(-1);
        const isMore = found.value.messages.length === limit && last !== undefined;
        return ok({ ...found.value, next: isMore ? `${last.at}.${last.messageId}` : null });
      }),
    );
    post(`${BASE}/read`, ReadBody, (who, { messageId }) =>
      at(who, (services) => services.markRead(personActor(who), { personId: who.personId, messageId })),
    );
    get(`${BASE}/channels`, Type.Object({}), (who) =>
      at(who, (services) => services.messageChannelsOf(personActor(who), who.personId)),
    );
    post(`${BASE}/channels`, ChannelsBody, (who, { channels }) =>
      at(who, (services) => services.chooseChannels(personActor(who), { personId: who.personId, channels })),
    );
  };
}
