import type { CareDeps } from '../deps.ts';
import { findInstitutions } from '../institution/store.ts';
import { type OrderView, viewOfOrder } from './query.ts';
import { wordOf } from './state.ts';
import { leaseNotices, type Order, recordNoticed } from './store.ts';

/** What a hospital is told of an order that is paid (6302). */
export type OrderNotice = OrderView & { readonly providerName: string };

/** True when the hospital took it. Whether it ever hears of it changes nothing: the order can be queried. */
export type TellHospital = (notice: OrderNotice) => Promise<boolean>;

const AT_ONCE = 20;

/** Tells hospitals which of their orders are paid, until they take it or for half a day. Answers how many. */
export async function tellHospitals(deps: CareDeps): Promise<number> {
  const { tellHospital } = deps;
  if (tellHospital === undefined) return 0;
  let told = 0;
  for (const order of await leaseNotices(deps.db, deps.now(), AT_ONCE)) {
    // Refunded before its hospital was told: it is not paid any more.
    const isStale = wordOf(order) !== 'settled';
    if (!isStale && !(await isTold(deps, order, tellHospital))) continue;
    await recordNoticed(deps.db, order, deps.now());
    told += 1;
  }
  return told;
}

async function isTold(deps: CareDeps, order: Order, tell: TellHospital): Promise<boolean> {
  const { providerId, orderId } = order;
  const [institution] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  try {
    return await tell({ ...viewOfOrder(deps, order), providerName: institution?.name ?? providerId });
  } catch (error) {
    deps.log({ level: 'warn', event: 'hospital-not-told', orderId, error });
    return false;
  }
}
