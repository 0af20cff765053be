/** Who asks about a manual claim, and at which node: an agency by its identity, a person by the own code. */
import { type Actor, ok, type Result, refuse } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { FastifyRequest } from 'fastify';
import { asksCallers } from '../../network/header-style.ts';
import type { Identify, Told } from '../agency/index.ts';
import { tellingOf } from '../agency/texts.ts';
import { claimTelling } from './texts.ts';

export type Caller = { readonly actor: Actor; readonly province: Province };
export type Callers = (request: FastifyRequest) => Promise<Result<Caller, Told>>;
type Provinces = ReadonlyMap<string, Province>;

export const agencyCallers =
  (provinces: Provinces, identify: Identify): Callers =>
  async ({ headers }) => {
    const actor = identify(headers);
    if (!actor.ok) return actor;
    if (actor.value.kind !== 'agency')
      return { ok: false, refusal: claimTelling(refuse('not-permitted', { field: 'session' }).refusal) };
    const province = provinces.get(actor.value.node);
    if (province !== undefined) return ok({ actor: actor.value, province });
    return { ok: false, refusal: tellingOf(refuse('area-not-served').refusal) };
  };

const nobody = (field: string, text: string, fix: string): { ok: false; refusal: Told } => ({
  ok: false,
  refusal: { code: 'identity-missing', field, text, fix },
});

const personAt = (province: Province, personId: string): Caller => ({
  province,
  actor: { id: personId, kind: 'person', node: province.address, areas: [], roles: [] },
});

/**
 * The person who shows the own insurance code (28 digits, valid a minute). In the demo, where nobody is asked
 * to prove anything, the certificate number alone will do.
 */
export function personCallers(provinces: Provinces, environment: NodeJS.ProcessEnv = process.env): Callers {
  const isDemo = !asksCallers(environment);
  return async ({ headers }) => {
    const code = String(headers['x-zhijie-insurance-code'] ?? '').trim();
    if (code !== '') return byCode(provinces, code);
    const number = String(headers['x-zhijie-certificate'] ?? '').trim();
    if (isDemo && number !== '') return byCertificate(provinces, number);
    const demo = isDemo ? '；演示网络也可以在 x-zhijie-certificate 头写身份证号' : '';
    return nobody(
      'x-zhijie-insurance-code',
      '没有出示身份',
      `请在 x-zhijie-insurance-code 头写医保码${demo}`,
    );
  };
}

async function byCode(provinces: Provinces, code: string): Promise<Result<Caller, Told>> {
  const province = provinces.get(code.slice(0, 2));
  if (province === undefined || !/^\d{28}$/.test(code)) {
    return nobody('x-zhijie-insurance-code', '医保码写法不对，或不是本程序服务的参保地', '请写 28 位医保码');
  }
  const holder = await province.insured.services.holderOfCode(code);
  if (holder.ok) return ok(personAt(province, holder.value.personId));
  const { field, text, fix } = claimTelling(holder.refusal);
  return nobody(field, text, fix);
}

async function byCertificate(provinces: Provinces, number: string): Promise<Result<Caller, Told>> {
  for (const province of provinces.values()) {
    const actor: Actor = { id: 'demo', kind: 'system', node: province.address, areas: [], roles: [] };
    const found = await province.insured.services.findPerson(actor, number);
    if (found.ok) return ok(personAt(province, found.value.personId));
  }
  return nobody('x-zhijie-certificate', '没有这个参保人', '请核对身份证号');
}
