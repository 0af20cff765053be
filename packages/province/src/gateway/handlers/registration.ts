/** What the four kinds of registrations have in common on the wire. */
import type { RegistrationKind } from '@zhijie/exchange';
import type { Registration } from '../../care/registration/service.ts';
import { withdrawRegistration } from '../../care/registration/service.ts';
import type { HandlerOf } from '../handling.ts';

type Values = Readonly<Record<string, unknown>>;

/** What people said, by English name, as text; what was left out is left out. */
export function factsOf(values: Values, names: readonly string[]): Registration['facts'] {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, String(values[name])]])),
  );
}

/** What every kind leaves open. */
export const NOTHING_SAID = {
  diseaseCode: null,
  institutionId: null,
  destination: null,
  isPayable: null,
} as const;

export const AGENT = [
  'agentName',
  'agentCertificateType',
  'agentCertificate',
  'agentPhone',
  'agentAddress',
  'agentRelation',
];

/** 2504 and 2506: an undo without an answer of its own. */
export const withdraw =
  (kind: RegistrationKind): HandlerOf<'2504'> =>
  ({ deps, call, input, answer }) => {
    const { personId, registrationId, remark } = input;
    return withdrawRegistration(deps, call, { kind, personId, registrationId, reason: remark }, () =>
      answer({}),
    );
  };
