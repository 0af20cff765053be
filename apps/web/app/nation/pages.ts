import type { AudiencePages } from '../pages.ts';

export const NATION_PAGES = {
  audience: 'nation',
  title: '直结·国家平台',
  pages: [
    { id: 'home', path: '', title: '总览', group: '运行' },
    { id: 'matrix', path: 'matrix', title: '省际应付矩阵', group: '资金', example: 'matrix?month=2026-03' },
    { id: 'pair', path: 'pairs/:insured/:care', title: '两省之间', group: null, example: 'pairs/43/11' },
    {
      id: 'pair-month',
      path: 'pairs/:insured/:care/:month',
      title: '两省之间某月',
      group: null,
      example: 'pairs/43/11/2026-03',
    },
    {
      id: 'bill',
      path: 'bills/:careArea/:settlementId',
      title: '一笔结算',
      group: null,
      example: 'bills/110000/S1100002026031000000000001',
    },
  ],
} as const satisfies AudiencePages;
