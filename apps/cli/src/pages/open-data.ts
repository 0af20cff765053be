import { type Plan, type PolicyLibrary, type TableView, viewPolicy } from '@zhijie/engine';
import type { Hub, OpenMonth, OpenTable } from '@zhijie/hub';
import {
  areaNameOf,
  BENEFITS,
  type CalendarDate,
  dateOf,
  INSURANCE_TYPES,
  type Instant,
  PROVINCE_NAMES,
} from '@zhijie/kernel';
import {
  type Badge,
  DISEASE,
  type OpenDataPort,
  type OpenMonthView,
  type OpenTableView,
  type PlacePolicy,
} from '@zhijie/web';
import { cellText, dimensionsOf } from './cell-words.ts';

type Served = { readonly policies: PolicyLibrary; readonly hub: Pick<Hub, 'statistics'> | null };

/** The public pages' data: the packs in force, and what the national node publishes. */
export function openData({ policies, hub }: Served): OpenDataPort {
  return {
    policiesOf: async (area, on) => policiesOf(policies, area, on as CalendarDate),
    months: async () => (hub === null ? null : (await hub.statistics.months()).map(monthView)),
  };
}

function policiesOf(policies: PolicyLibrary, area: string, on: CalendarDate): PlacePolicy[] {
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  return INSURANCE_TYPES.flatMap((insuranceType) =>
    BENEFITS.flatMap((benefit) => {
      const plan = policies.planFor({ area, insuranceType, benefit, dates });
      return plan.ok ? [placePolicy(plan.value)] : [];
    }),
  );
}

function placePolicy(plan: Plan): PlacePolicy {
  const { title, insuranceType, benefit, filing, tables } = viewPolicy(plan);
  return {
    title,
    insuranceType,
    benefit,
    filing,
    numbers: tables.flatMap((table) => numbersOf(plan, table)),
  };
}

/** A figure that somebody compared is verified on the day of its table; the others are marked. */
function badgeOf(plan: Plan, said: string | null): Badge {
  if (plan.isFictional) return '虚构';
  if (said === null) return '已核实';
  return said.startsWith('示例数据') ? '示例数据' : '待核实';
}

const numbersOf = (plan: Plan, table: TableView): PlacePolicy['numbers'] =>
  table.numbers.map(({ path, value, citation, badge }) => ({
    table: table.label,
    cell: cellText(path, dimensionsOf(plan, table.table, path), DISEASE),
    value,
    layer: table.place,
    citation: citation.replace(/^〔|〕$/g, ''),
    url: table.url,
    from: table.from,
    to: table.to,
    verifiedOn: badge === null ? table.verified : null,
    badge: badgeOf(plan, badge),
  }));

const IDENTIFIED: Readonly<Record<string, string>> = {
  'insurance-code': '医保码',
  'social-card': '社会保障卡',
  'id-card': '身份证',
  other: '其他方式',
};

const named = (table: OpenTable, columnOf: (name: string) => string): OpenTableView => ({
  ...table,
  rows: table.rows.map(provinceText),
  columns: table.columns.map(columnOf),
});

const provinceText = (code: string): string => PROVINCE_NAMES[code] ?? areaNameOf(code);

const monthView = ({ month, publishedAt, flows, claimed, identified }: OpenMonth): OpenMonthView => ({
  month,
  publishedOn: dateOf(publishedAt as Instant),
  flows: named(flows, provinceText),
  claimed,
  identified: named(identified, (name) => IDENTIFIED[name] ?? name),
});
