import { type Finding, problem } from '../findings.ts';
import type { ResolvedBenefit } from '../pack/resolve.ts';
import type { StageData, TableName } from '../pack/schema.ts';
import { TABLE_LABELS } from '../plan/compile.ts';

/**
 * Doubts about a place's pipeline for one benefit. A benefit without ratios is not provided and not
 * looked at.
 */
export function lintStages(resolved: ResolvedBenefit): Finding[] {
  if (!resolved.tables.has('poolRates')) return [];
  return [...lintOrder(resolved), ...lintReaders(resolved), ...lintYearly(resolved)];
}

const NEEDED_KINDS = ['deductible', 'bands', 'rest'] as const;

/** Every bucket is drained: the list has its bands and ends with `rest`. */
function lintOrder(resolved: ResolvedBenefit): Finding[] {
  const { stages } = resolved;
  const report = (message: string, fix: string) => [
    atBenefit(resolved, 'error', 'not-drained', message, fix),
  ];
  const missing = NEEDED_KINDS.find((kind) => !stages.some((stage) => stage.kind === kind));
  if (missing) return report(`步骤清单缺少 ${missing}`, '补上该步骤');
  if (stages.at(-1)!.kind !== 'rest') return report('最后一步不是 rest，会有钱无人支付', '把 rest 放在最后');
  const bands = stages.findIndex((stage) => stage.kind === 'bands');
  const early = stages.slice(0, bands).find((s) => s.kind === 'secondary' || s.kind === 'account');
  return early ? report(`步骤 ${early.id} 在统筹支付之前，那时还没有个人自付`, '放到 bands 之后') : [];
}

function tablesOf(stage: StageData): TableName[] {
  if (stage.kind === 'cross-region-first') return ['referral'];
  if (stage.kind === 'deductible') return ['deductible', 'referral'];
  if (stage.kind === 'bands') return ['poolRates', 'poolCap', 'referral'];
  if (stage.kind === 'account') return ['account'];
  return stage.table ? [stage.table] : [];
}

/** A table that no stage reads, in the section of this benefit; a stage that reads no table. */
function lintReaders(resolved: ResolvedBenefit): Finding[] {
  const findings: Finding[] = [];
  const read = new Set(resolved.stages.flatMap(tablesOf));
  const own = resolved.pack.data.benefits?.[resolved.benefit]?.tables ?? {};
  for (const table of Object.keys(own) as TableName[]) {
    if (read.has(table)) continue;
    const message = `没有步骤读取表 ${table}`;
    const place = ['benefits', resolved.benefit, 'tables', table];
    findings.push(
      problem(resolved.pack.yaml, place, 'unread-table', message, '删去该表，或插入读取它的步骤'),
    );
  }
  for (const stage of resolved.stages) {
    if (stage.kind !== 'secondary') continue;
    if (stage.table === undefined) {
      const message = `步骤 ${stage.id} 没有写 table`;
      findings.push(atBenefit(resolved, 'error', 'stage-without-table', message, '写明读取哪张表'));
    } else if (isForEveryone(stage) && !resolved.tables.has(stage.table)) {
      const message = `没有提供${TABLE_LABELS[stage.table]}，有个人负担的账单都会被拒绝`;
      const fix = `补上 ${stage.table}；文件明确没有这一层时写 state: absent`;
      findings.push(atBenefit(resolved, 'warning', 'stage-without-table', message, fix));
    }
  }
  return findings;
}

function isForEveryone(stage: StageData): boolean {
  if (stage.for !== undefined) return stage.for === 'everyone';
  return stage.table === 'criticalIllness' || stage.table === 'largeAmount';
}

/** Critical illness and large amount have a yearly base each; no other layer has a counter for one. */
function lintYearly(resolved: ResolvedBenefit): Finding[] {
  const yearly = resolved.stages.filter((stage) => {
    if (stage.kind !== 'secondary' || stage.table === undefined) return false;
    const entries = resolved.tables.get(stage.table) ?? [];
    return entries.some((loaded) => loaded.read.kind === 'secondary' && loaded.read.over === 'year');
  });
  const wrong = yearly.find((s) => s.table !== 'criticalIllness' && s.table !== 'largeAmount');
  const fix = '按年累计只用于 criticalIllness 和 largeAmount，其余写 over: stay';
  return wrong ? [atBenefit(resolved, 'error', 'yearly-base', `${wrong.table} 不能按年累计`, fix)] : [];
}

function atBenefit(
  resolved: ResolvedBenefit,
  severity: Finding['severity'],
  code: string,
  message: string,
  fix: string,
): Finding {
  const { yaml } = resolved.pack;
  const line = yaml.lineOf(['benefits', resolved.benefit]);
  return { file: yaml.file, line, code, severity, message: `${resolved.benefit}：${message}`, fix };
}
