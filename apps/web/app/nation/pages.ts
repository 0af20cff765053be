import type { AudiencePages } from '../pages.ts';

export const NATION_PAGES = {
  audience: 'nation',
  title: '直结·国家平台',
  pages: [
    { id: 'home', path: '', title: '总览', group: '运行' },
    { id: 'trend', path: 'trend', title: '趋势', group: '运行' },
    { id: 'map', path: 'map', title: '流向地图', group: '运行' },
    { id: 'screen', path: 'screen', title: '大屏', group: '运行', isBare: true },
    {
      id: 'matrix',
      path: 'matrix',
      title: '省际应付矩阵',
      group: '资金',
      example: 'matrix?month=2026-04&unit=万元',
    },
    {
      id: 'pair',
      path: 'matrix/pair/:insured/:care',
      title: '两省之间',
      group: null,
      example: 'matrix/pair/43/11',
    },
    {
      id: 'pair-month',
      path: 'matrix/pair/:insured/:care/:month',
      title: '两省之间某月',
      group: null,
      example: 'matrix/pair/43/11/2026-03',
    },
    {
      id: 'bill',
      path: 'matrix/bill/:careArea/:settlementId',
      title: '一笔结算',
      group: null,
      example: 'matrix/bill/110000/S1100002026031000000000001',
    },
    { id: 'circulars', path: 'circulars', title: '通报', group: '资金', example: 'circulars?month=2026-03' },
  ],
} as const satisfies AudiencePages;
