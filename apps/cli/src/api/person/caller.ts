import { type Actor, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Province } from '@zhijie/province';
import type { PersonKey } from '@zhijie/web';
import { personActor } from './routes.ts';

export type Provinces = ReadonlyMap<string, Province>;
export type Services = Province['insured']['services'];

/** Who asks (the one who is signed in), about whom, at the node of whom it is about. */
export type OwnCaller = {
  readonly actor: Actor;
  readonly personId: string;
  readonly area: string;
  readonly services: Services;
  readonly province: Province;
};

/** The caller of a session; of somebody who acts for another, with the delegation as it stands now (ID4). */
export async function callerOf(provinces: Provinces, who: PersonKey): Promise<Result<OwnCaller, Refusal>> {
  const { personId, area, by } = who;
  const province = provinces.get(area.slice(0, 2));
  if (province === undefined) return refuse('area-not-served');
  const { services } = province.insured;
  const at = { personId, area, province, services };
  if (by === undefined) return ok({ ...at, actor: personActor(who) });
  const acting = await services.actAs(personActor(by), personId);
  return acting.ok ? ok({ ...at, actor: acting.value }) : acting;
}
