import { openOutpatient, uploadLines } from '@zhijie/counterparties';
import { knownPersonOf } from '@zhijie/population';
import { SHORT_BILL } from '../../acceptance/bills.ts';
import { type StageClock, tell } from './acting.ts';
import { hospitalAt } from './hospital.ts';

const PROVIDER = 'H11010500001';

/** Three bills at a window of Beijing: two paid in cash, one whose payer is still to be chosen. */
export async function counterDay({ url }: { readonly url: string }, clock: StageClock): Promise<void> {
  const hospital = hospitalAt(url, PROVIDER, clock.now, 'PD');
  const patient = await hospital.identify(knownPersonOf('li-jianguo').citizenNumber);
  const cash = [{ kind: 'channel', payer: 'cash' }];
  for (const [n, methods] of [cash, cash, []].entries()) {
    const { visitId } = await uploadLines(hospital, await openOutpatient(hospital, patient), SHORT_BILL);
    const body = { requestKey: `counter-day-${n}`, providerId: PROVIDER, visitId, methods };
    await tell(url, { area: '110000', path: 'acts', body });
  }
}
