import { formatDateTime } from '@zhijie/kernel';
import { knownPersons } from '@zhijie/population';
import type { Province } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';

/** What `POST /api/insurance-code` reads: the short name of a synthetic person of the first page. */
export const InsuranceCodeBody = Type.Object(
  { person: Type.String({ description: '虚构人员的简名，如 li-jianguo', maxLength: 64 }) },
  { additionalProperties: false },
);

/**
 * `POST /api/insurance-code`: the text that the insurance code (医保码) of a synthetic person shows now, for a
 * hospital system under test that has no telephone to scan. The person's insured side issues it; a new one
 * takes the place of the one before. A refusal is HTTP 422.
 */
export function insuranceCodeApi(
  provinces: ReadonlyMap<string, Province>,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.post('/api/insurance-code', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const refuse = (code: string, text: string) => reply.status(422).send({ refusal: { code, text } });
      if (!Check(InsuranceCodeBody, request.body))
        return refuse('invalid-input', '请求体是 {"person": 简名}');
      const key = request.body.person;
      const person = knownPersons.find((one) => one.key === key);
      const area = person?.coverages[0]?.area;
      const province = area === undefined ? undefined : provinces.get(area.slice(0, 2));
      if (person === undefined || province === undefined) {
        return refuse('person-unknown', `没有虚构人员 ${key}；简名见首页名单`);
      }
      const { personId } = person;
      const actor = { id: personId, kind: 'person', node: province.address, areas: [], roles: [] } as const;
      const issued = await province.insured.services.issueCredential(actor, personId);
      if (!issued.ok) return refuse(issued.refusal.code, '暂不能出示医保码');
      const { code, expiresAt } = issued.value;
      return reply.send({ person: key, name: person.name, code, expiresAt: formatDateTime(expiresAt) });
    });
  };
}
