import { join } from 'node:path';
import { calendarDate } from '@zhijie/kernel';
import { POLICIES, readPolicies } from '../policy-files.ts';
import { basePack, compare, readOverlay } from '../whatif/policies.ts';
import { resultOf } from '../whatif/result.ts';
import { simulate } from '../whatif/simulate.ts';
import type { RungResult } from './rung.ts';

/** What issue 3 asks: a million visits under two policies. */
const VISITS = 1_000_000;
const PACK = '990100-resident';

/** Processor time of this process, milliseconds: another program on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The worst case: stays only, which differ under the two policies, so every visit is drawn, adjudicated twice
 * and counted. Its book: every visit is counted once, and what the payers pay more, others pay less.
 */
export function whatIfRung(visits = VISITS): RungResult {
  const library = readPolicies();
  const overlay = readOverlay(library, join(POLICIES, 'overlays', 'demo-a-deductible-1000.yaml'));
  const pack = basePack(library, overlay, PACK);
  if ('wrong' in pack) throw new Error(pack.wrong);
  const comparison = compare(library, overlay, pack, { on: calendarDate('2026-03-01'), scope: 'inpatient' });
  const start = processorMs();
  const simulated = simulate(comparison, { seed: 'bench', size: visits, scope: 'inpatient' });
  const { fund, borne, settled, onlyBefore, onlyAfter, neither } = resultOf(comparison, simulated);
  const spent = Math.max(processorMs() - start, 1);
  const breaches = [
    settled + onlyBefore + onlyAfter + neither === visits ? null : '有就诊没有计入',
    fund.after - fund.before === borne.before - borne.after ? null : '各方变化之和不为零',
  ].filter((breach) => breach !== null);
  return {
    id: 'W1',
    title: `what-if: ${visits} stays under two policies, generated, adjudicated and counted`,
    clients: 1,
    done: visits,
    perSecond: Math.round((visits / spent) * 1000),
    ratio: null,
    p50: Math.round(spent),
    p99: null,
    latencyFrom: null,
    cpu: null,
    note: 'p50 是全部就诊两种政策的处理器时间',
    breaches,
  };
}
