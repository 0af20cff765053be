/** What a consented recipient pulls of a settled bill, as SD-JWT (K-03, K-04); never a line, never more. */
import type { Refusal } from '@zhijie/kernel';
import { DATA_CLASS_LABELS, INSURED_REFUSAL_TEXTS, type Province } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { readJson, sent, takeBodies } from '../agency/bodies.ts';
import type { Told } from '../agency/index.ts';
import { shapeProblem } from '../agency/shape.ts';
import { recipientIdentity } from './identity.ts';
import { DisclosureBody } from './schema.ts';

type Served = { readonly provinces: ReadonlyMap<string, Province> };

const FIXES: Readonly<Record<string, readonly [field: string, fix: string]>> = {
  'consent-missing': ['personId', '请参保人先同意；不同意的不影响医保结算'],
  'consent-not-begun': ['personId', '请等到同意的开始日期'],
  'consent-expired': ['personId', '请参保人再次同意'],
  'consent-revoked': ['personId', '参保人已撤回，不要再要求提供'],
  'disclosure-subject-unknown': ['settlementId', '请核对结算编号'],
  'person-unknown': ['personId', '请核对人员编号和参保地'],
};

function telling({ code, field, detail }: Refusal): Told {
  const [where, fix] = FIXES[code] ?? ['body', '请核对后再试'];
  const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;
  const label = (DATA_CLASS_LABELS as Readonly<Record<string, string>>)[String(detail?.dataClass ?? '')];
  const text = `${own[code] ?? '未予提供。'}${label === undefined ? '' : `（${label}）`}`;
  return { code, field: field ?? where, text, fix };
}

const statusOf = (code: string): 403 | 404 => (code.startsWith('consent-') ? 403 : 404);

/** `POST /api/disclosures`, and the keys that its tokens are verified with. */
export function disclosuresApi({ provinces }: Served): (app: FastifyInstance) => Promise<void> {
  const identify = recipientIdentity();
  return async (app) => {
    takeBodies(app, { largest: 8 * 1024, fix: '至多 8 KB' });
    app.get('/api/disclosures/keys', (_request, reply) =>
      sent(reply, {
        keys: [...provinces.values()].map(({ insured }) => ({
          ...insured.services.disclosureKey(),
          alg: 'ES256',
          use: 'sig',
        })),
      }),
    );
    app.post('/api/disclosures', async (request, reply) => {
      const recipient = identify(request.headers);
      if (!recipient.ok) return sent(reply.status(401), { refusal: recipient.refusal });
      const body = readJson(request.body);
      const problem = shapeProblem(DisclosureBody, body);
      if (problem !== null) return sent(reply.status(422), { refusal: problem });
      const { insuredArea, ...asked } = body as Static<typeof DisclosureBody>;
      const services = provinces.get(insuredArea.slice(0, 2))?.insured.services;
      const unserved: Told = {
        code: 'area-not-served',
        field: 'insuredArea',
        text: '本程序没有运行该参保地的节点。',
        fix: '请连接参保地节点的地址',
      };
      if (services === undefined) return sent(reply.status(422), { refusal: unserved });
      const done = await services.disclose({ ...asked, recipient: recipient.value });
      if (done.ok) return sent(reply, done.value);
      return sent(reply.status(statusOf(done.refusal.code)), { refusal: telling(done.refusal) });
    });
  };
}
