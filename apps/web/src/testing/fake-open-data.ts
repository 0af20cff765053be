import type { OpenDataPort, OpenMonthView, PlacePolicy } from '../open/port.ts';

const number = { table: '起付标准', layer: '北京市', url: null, from: '2024-01-01', to: null } as const;

/** Two numbers of one place: one compared with its text, one not. What they say is invented. */
const POLICY: PlacePolicy = {
  insuranceType: 'resident',
  benefit: 'inpatient',
  title: '北京居民',
  filing: ['已办转诊备案：与本地相同'],
  numbers: [
    {
      ...number,
      cell: '起付标准 · 三级医院',
      value: '1300元',
      citation: '示例文件 第二条',
      verifiedOn: '2026-11-01',
      badge: '已核实',
    },
    {
      ...number,
      cell: '起付标准 · 一级医院',
      value: '300元',
      citation: '示例文件 第三条',
      verifiedOn: null,
      badge: '待核实',
    },
  ],
};

const MONTH: OpenMonthView = {
  month: '2026-10',
  publishedOn: '2026-11-10',
  flows: {
    rows: ['河南省', '湖南省'],
    columns: ['北京市', '上海市'],
    cells: [
      [1200, null],
      [null, 0],
    ],
    rowTotals: [null, null],
    columnTotals: [1204, null],
    total: 1211,
  },
  claimed: 123_456,
  identified: {
    rows: ['北京市'],
    columns: ['医保码', '社会保障卡', '身份证', '其他方式'],
    cells: [[60, 25, 15, 0]],
    rowTotals: [100],
    columnTotals: [60, 25, 15, 0],
    total: 100,
  },
};

export const fakeOpenData: OpenDataPort = {
  policiesOf: async (area) => (area === '110000' ? [POLICY] : []),
  months: async () => [MONTH],
};
