import { describeRefusal, type PolicyView, type TableView, viewPolicy } from '@zhijie/engine';
import { LABELS } from '@zhijie/kernel';
import type { Values } from './command.ts';
import { dayOf, folderOf, loadPacks, wantedOf } from './pack-arguments.ts';

type Shown = { readonly policies: readonly PolicyView[]; readonly refusals: readonly string[] };

/** `pack show AREA DATE`: the policy in force and where every table comes from. Exit code 1 without one. */
export function showPack(values: Values, given: readonly string[]): number | { readonly wrong: string } {
  const [area, date, ...more] = given;
  if (area === undefined || date === undefined || more.length > 0)
    return { wrong: '写成 zhijie pack show 统筹区 日期，如 pack show 370600 2026-03-01' };
  if (!/^\d{6}$/.test(area)) return { wrong: `AREA："${area}" 不是六位区划，如 370600` };
  const day = dayOf(date, 'DATE');
  if (typeof day !== 'string') return day;
  const wanted = wantedOf(values);
  if ('wrong' in wanted) return wanted;
  const library = loadPacks(folderOf(values));
  const shown: { policies: PolicyView[]; refusals: string[] } = { policies: [], refusals: [] };
  for (const insuranceType of wanted.insuranceTypes) {
    for (const benefit of wanted.benefits) {
      const dates = { admittedOn: day, dischargedOn: day, settledOn: day };
      const plan = library.planFor({ area, insuranceType, benefit, dates });
      const name = `${LABELS.insuranceType[insuranceType]} ${LABELS.benefit[benefit]}`;
      if (plan.ok) shown.policies.push(viewPolicy(plan.value));
      else shown.refusals.push(`${name}：${describeRefusal(plan.refusal)}`);
    }
  }
  if (values.json === true) console.log(JSON.stringify({ area, date, ...shown }, null, 2));
  else console.log(linesOf(shown, date).join('\n'));
  return shown.policies.length > 0 ? 0 : 1;
}

function linesOf({ policies, refusals }: Shown, date: string): string[] {
  return [...policies.flatMap((policy) => [...policyLines(policy, date), '']), ...refusals];
}

function policyLines(policy: PolicyView, date: string): string[] {
  const marks = [
    ...(policy.isFictional ? ['虚构'] : []),
    ...(policy.isProvisional ? ['已过有效期，暂行（待核实）'] : []),
    ...worstOf(policy),
  ];
  const badge = marks.length > 0 ? `〔${marks.join('；')}〕` : '';
  return [
    `■ ${policy.title} ${LABELS.benefit[policy.benefit]}，${date} 生效${badge}`,
    `  版本 ${policy.hash.slice(0, 16)}  待遇年度从 ${policy.policyYear} 起  取整 ${policy.rounding}`,
    `  步骤：${policy.stages.join(' → ')}`,
    '  备案：',
    ...policy.filing.map((text) => `    ${text}`),
    ...policy.tables.flatMap(tableLines),
  ];
}

function tableLines(table: TableView): string[] {
  const checked = table.verified === null ? (table.badge ?? '待核实') : `${table.verified} 已核实`;
  const confidence = table.confidence === null ? '' : `，可信度 ${table.confidence}`;
  const until = table.to === null ? '' : ` 至 ${table.to}`;
  return [
    `  ${table.label} ${table.table}（${checked}${confidence}）`,
    `    ${table.citations.join('')} 自 ${table.from}${until}`,
    `    ${table.place} ${table.packId}  ${table.file}:${table.line}`,
    ...table.values.map((value) => `      ${value}`),
    ...otherClauses(table).map((text) => `      ${text}`),
    ...otherBadges(table).map((text) => `      ${text}`),
    ...(table.note === null ? [] : [`    注：${table.note}`]),
    ...table.conflicts.map((conflict) => `    另有说法：${conflict}`),
  ];
}

/** The badge of the worst number, as the calculator and the pages say it of the place. */
function worstOf({ tables }: PolicyView): string[] {
  const badges = new Set(tables.flatMap(({ badge, numbers }) => [badge, ...numbers.map((one) => one.badge)]));
  const said = [...badges].filter((badge) => badge !== null);
  return said.toSorted((a, b) => Number(a === '待核实') - Number(b === '待核实')).slice(0, 1);
}

/** Numbers that are known less well than their table says. */
function otherBadges({ numbers, badge }: TableView): string[] {
  return numbers
    .filter((one) => one.badge !== null && one.badge !== badge)
    .map(({ path, value, badge: own }) => `${path} ${value} ${own}`);
}

/** Numbers that state another clause than the one of their table. */
function otherClauses({ numbers, citations }: TableView): string[] {
  return numbers
    .filter(({ citation }) => !citations.includes(citation))
    .map(({ path, value, citation }) => `${path} ${value} 依据 ${citation}`);
}
