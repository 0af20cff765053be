import type { AudiencePages } from '../pages.ts';

export const AGENCY_PAGES = {
  audience: 'agency',
  title: '直结·经办',
  pages: [
    { id: 'home', path: '', title: '今日待办', group: '工作台' },
    { id: 'filings', path: 'filings', title: '备案审核', group: '待办' },
    { id: 'claims', path: 'claims', title: '手工报销', group: '待办' },
    { id: 'approvals', path: 'approvals', title: '事前审批', group: '待办' },
    { id: 'tickets', path: 'tickets', title: '协查和工单', group: '待办', roles: ['liaison'] },
    { id: 'unknown', path: 'unknown', title: '结果未知', group: '待办' },
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
    { id: 'payments', path: 'payments', title: '支付机构', group: '资金' },
    { id: 'ledger', path: 'ledger', title: '账簿', group: '资金' },
    {
      id: 'ledger-account',
      path: 'ledger/account',
      title: '明细账',
      group: null,
      example: 'ledger/account?account=payable-to-provider/H43010200001',
    },
    { id: 'institutions', path: 'institutions', title: '定点机构', group: '对象' },
    { id: 'catalogue', path: 'catalogue', title: '目录导入', group: '政策' },
    { id: 'policies', path: 'policies', title: '政策包', group: '政策' },
    { id: 'what-if', path: 'what-if', title: '试算', group: '政策' },
  ],
} as const satisfies AudiencePages;
