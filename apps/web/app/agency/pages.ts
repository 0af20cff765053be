import type { AudiencePages } from '../pages.ts';

export const AGENCY_PAGES = {
  audience: 'agency',
  title: '直结·经办',
  pages: [
    { id: 'home', path: '', title: '今日待办', group: '工作台' },
    { id: 'filings', path: 'filings', title: '备案审核', group: '待办' },
    { id: 'claims', path: 'claims', title: '手工报销', group: '待办' },
    {
      id: 'reconciliation',
      path: 'reconciliation',
      title: '三方对账',
      group: '资金',
      roles: ['reconciler'],
    },
    { id: 'clearing', path: 'clearing', title: '清算', group: '资金' },
    {
      id: 'clearing-month',
      path: 'clearing/:month',
      title: '清算明细',
      group: null,
      example: 'clearing/2026-03',
    },
    { id: 'prepayment', path: 'prepayment', title: '预付金', group: '资金' },
  ],
} as const satisfies AudiencePages;
