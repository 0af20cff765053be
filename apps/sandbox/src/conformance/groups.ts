import type { CheckResult } from './checks.ts';

const GROUPS: readonly (readonly [title: string, prefix: string])[] = [
  ['报文', 'M'],
  ['流程', 'F-'],
  ['出错时的行为', 'B'],
  ['交易', 'T'],
];

/** The checks as people read them, one group after the other. */
export const groupsOf = (checks: readonly CheckResult[]) =>
  GROUPS.map(([title, prefix]) => ({ title, checks: checks.filter(({ id }) => id.startsWith(prefix)) }));
