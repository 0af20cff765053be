import { call } from '../../api/call.ts';
import type { Act } from './types.ts';

/** A charge that was sent; kept until its outcome is known, so that a reload asks for the same one again. */
export type Charge =
  | {
      readonly is: 'settle';
      readonly body: {
        readonly requestKey: string;
        readonly providerId: string;
        readonly visitId: string;
        readonly usesPersonalAccount: boolean;
        readonly methods: readonly [];
      };
    }
  | {
      readonly is: 'scan';
      readonly body: {
        readonly requestKey: string;
        readonly providerId: string;
        readonly visitId: string;
        readonly code: string;
        readonly operatorId: string;
        readonly departmentId: string;
        readonly usesPersonalAccount: boolean;
      };
    };

const KEY = 'zhijie-counter-charge';

export function keptCharge(providerId: string): Charge | null {
  try {
    const charge = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Charge | null;
    return charge?.body.providerId === providerId ? charge : null;
  } catch {
    return null;
  }
}

export const keepCharge = (charge: Charge | null): void =>
  charge === null ? sessionStorage.removeItem(KEY) : sessionStorage.setItem(KEY, JSON.stringify(charge));

/** Sends a charge, the same bytes each time. */
export async function sendCharge(charge: Charge): Promise<Act> {
  const { act } =
    charge.is === 'settle'
      ? await call('POST /api/agency/acts', { body: charge.body })
      : await call('POST /api/agency/acts/scans', { body: charge.body });
  return act;
}
