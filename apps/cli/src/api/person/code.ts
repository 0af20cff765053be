/** The person's insurance code: what the telephone shows, how long it lasts, on and off (ID1, Q-10). */
import { qrSvg } from '@zhijie/documents';
import { formatDateTime, type Instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import { asCaller, type Routes } from './affairs.ts';
import { Empty } from './affairs-schema.ts';
import type { Provinces } from './caller.ts';

const CODE = '/api/person/code';
const LIFE_SECONDS = 60;

type State = Result<{ readonly state: string; readonly since: number | null }, Refusal>;

const shown = (state: State): Result<unknown, Refusal> => {
  if (!state.ok) return state;
  const { since } = state.value;
  return ok({ ...state.value, since: since === null ? null : formatDateTime(since as Instant) });
};

export function codeRoutes({ get, post }: Routes, provinces: Provinces, now: () => Instant): void {
  get(CODE, Empty, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) =>
      shown(await services.codeState(actor, personId)),
    ),
  );
  post(CODE, Empty, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const issued = await services.issueCredential(actor, personId);
      if (!issued.ok) return issued;
      const { code, expiresAt } = issued.value;
      const left = Math.floor((expiresAt - now()) / 1000);
      const secondsLeft = Math.max(0, Math.min(LIFE_SECONDS, left));
      const svg = await qrSvg(code, '医保码，请出示给收费员');
      return ok({ code, expiresAt: formatDateTime(expiresAt), secondsLeft, svg });
    }),
  );
  for (const [path, isActive] of [
    ['activation', true],
    ['deactivation', false],
  ] as const) {
    post(`${CODE}/${path}`, Empty, (who) =>
      asCaller(provinces, who, async ({ actor, personId, services }) =>
        shown(await services.switchCode(actor, { personId, isActive })),
      ),
    );
  }
}
