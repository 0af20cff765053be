import type { CalendarDate } from '@zhijie/kernel';
import { type Finding, problem } from '../findings.ts';
import type { LoadedPack } from '../pack/load.ts';
import type { Plan } from '../plan/plan.ts';
import { isStale, STALE_FIX, WAIVE, warning } from './warning.ts';

/** Care at home during a long-term filing is paid at least like a referral (procedures F-12). */
export function lintHomeReturn({ data, yaml }: LoadedPack): Finding[] {
  const { homeReturn } = data;
  const isWorse = homeReturn?.as === 'other-temporary';
  const betters = homeReturn?.byCommitment === 'local' && homeReturn.as !== 'local';
  if (!isWorse && !betters) return [];
  const message = isWorse
    ? '长期备案期间回参保地的待遇低于转诊，国家规定不低于跨省转诊的待遇（F-12）'
    : '材料未补齐的承诺备案，回参保地的待遇反而高于材料齐全的（F-12）';
  return [
    problem(yaml, ['homeReturn'], 'home-return-floor', message, '核对 homeReturn 的 as 与 byCommitment'),
  ];
}

/** Like the entries of tables: checked once, but not within a year. */
export function lintStaleSettings({ data, yaml }: LoadedPack, on: CalendarDate): Finding[] {
  return (['homeReturn', 'stayOverYearEnd', 'pharmacy', 'chronicRegistration'] as const).flatMap((name) => {
    const verified = data[name]?.verified;
    if (verified === undefined || !isStale(verified, on)) return [];
    const message = `${name}：上次核对是 ${verified}，已超过一年`;
    return [{ ...problem(yaml, [name], 'stale', message, STALE_FIX), severity: 'warning' as const }];
  });
}

/** A stay that is split in two asks what the second year's deductible becomes (V-11, D6). */
export function lintSplitStay({ policy, benefit }: Plan): Finding[] {
  const entry = policy.tables.get('deductible');
  if (policy.stayOverYearEnd?.is !== 'split' || benefit !== 'inpatient') return [];
  if (entry?.read.kind !== 'deductible' || entry.read.basis === 'none' || entry.read.newYear !== null)
    return [];
  const message = 'stayOverYearEnd: split，却没有写跨年后起付线怎么算：跨年住院都按名拒绝';
  return [
    warning(entry, 'split-without-new-year', message, `补上 newYear: carried 或 charged-again。${WAIVE}`),
  ];
}
