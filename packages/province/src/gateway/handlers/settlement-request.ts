import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { InputOf } from '@zhijie/wire';
import type { Showing } from '../../care/person/credential.ts';
import type { SettlementRequest } from '../../care/settlement/settle.ts';
import { orNull } from '../handling.ts';

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };
type Outpatient = InputOf<'2206'> & Maybe<Omit<InputOf<'2207'>, keyof InputOf<'2206'>>>;
type Inpatient = InputOf<'2303'> & Maybe<Omit<InputOf<'2304'>, keyof InputOf<'2303'>>>;

type Common = {
  readonly accountUse?: string | undefined;
  readonly settlementWay: string;
};

/** Only settlement by item, and the person's own account or none. Refusals: the two below. */
export function refusalOfWay({ accountUse, settlementWay }: Common): Refusal | null {
  if (settlementWay !== 'by-item') {
    return refuse('settlement-way-unsupported', { field: 'settlementWay', detail: { value: settlementWay } })
      .refusal;
  }
  return accountUse === 'family'
    ? refuse('family-account-unsupported', { field: 'accountUse' }).refusal
    : null;
}

function declaredOf(input: Outpatient | Inpatient): SettlementRequest['declared'] {
  return {
    total: input.feeTotal,
    excluded: orNull(input.feeExcluded),
    overLimit: orNull(input.feeOverLimit),
    selfPaidFirst: orNull(input.feeSelfPaidFirst),
    eligible: orNull(input.feeEligible),
  };
}

function common(input: Outpatient | Inpatient) {
  return {
    visitId: input.visitId,
    personId: input.personId,
    insuranceType: input.insuranceType,
    declared: declaredOf(input),
    usesPersonalAccount: input.accountUse === 'own',
    certificateType: input.credentialType,
    invoiceNumber: orNull(input.invoiceNumber),
  };
}

/** What the patient shows at the settlement; a token must have been scanned for settling. */
export const shownAtSettlement = (input: Outpatient | Inpatient): Showing => ({
  credential: input.credentialType,
  number: orNull(input.credentialNumber),
  personId: input.personId,
  businesses: ['settlement'],
});

export function outpatientRequest(input: Outpatient): Result<SettlementRequest, Refusal> {
  const refusal = refusalOfWay(input);
  if (refusal !== null) return { ok: false, refusal };
  const { careType, batchNumber } = input;
  const fixed = { kind: 'outpatient', isInterim: false } as const;
  return ok({ ...fixed, ...common(input), careType, batch: batchNumber });
}

export function inpatientRequest(input: Inpatient): Result<SettlementRequest, Refusal> {
  const refusal = refusalOfWay(input);
  if (refusal !== null) return { ok: false, refusal };
  const { isInterim } = input;
  return ok({ kind: 'inpatient', isInterim, ...common(input), careType: null, batch: null });
}
