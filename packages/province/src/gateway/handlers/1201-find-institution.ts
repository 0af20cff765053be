import { ok } from '@zhijie/kernel';
import { findInstitutions } from '../../care/institution/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';

export const findInstitution: HandlerOf<'1201'> = async ({ deps, input, answer }) => {
  const { providerKind } = input;
  const kind = providerKind === 'hospital' || providerKind === 'pharmacy' ? providerKind : null;
  const by = { providerId: orNull(input.providerId), name: orNull(input.providerName), kind };
  const institutions = await findInstitutions(deps.db, by);
  return ok(
    answer({
      institutions: institutions.map((one) => ({
        providerId: one.providerId,
        providerName: one.name,
        socialCreditCode: one.creditCode,
        providerKind: one.kind,
        hospitalLevel: one.level,
      })),
    }),
  );
};
