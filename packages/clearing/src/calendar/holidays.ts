/** A run of days off by the State Council's notice, both ends included. */
export type DaysOff = { readonly name: string; readonly from: string; readonly to: string };

/**
 * The holiday arrangement of one year. `verified` is the day on which somebody compared it with the official
 * text itself; null while it was only read in copies, which `readIn` names.
 */
export type HolidayYear = {
  readonly year: number;
  readonly title: string;
  readonly document: string;
  readonly issuedOn: string;
  readonly verified: string | null;
  readonly readIn: string;
  readonly daysOff: readonly DaysOff[];
  /** Saturdays and Sundays on which people work (调休上班). */
  readonly makeUpDays: readonly string[];
};

/**
 * The notices of the General Office of the State Council. The next year's is published in November; until its
 * table stands here, days of that year are counted by weekday alone and every date that needs them is
 * provisional.
 */
export const HOLIDAY_YEARS: readonly HolidayYear[] = [
  {
    year: 2025,
    title: '国务院办公厅关于2025年部分节假日安排的通知',
    document: '国办发明电〔2024〕12号',
    issuedOn: '2024-11-12',
    verified: null,
    readIn: '新华社 2024-11-12 全文的转载；未与中国政府网原文核对',
    daysOff: [
      { name: '元旦', from: '2025-01-01', to: '2025-01-01' },
      { name: '春节', from: '2025-01-28', to: '2025-02-04' },
      { name: '清明节', from: '2025-04-04', to: '2025-04-06' },
      { name: '劳动节', from: '2025-05-01', to: '2025-05-05' },
      { name: '端午节', from: '2025-05-31', to: '2025-06-02' },
      { name: '国庆节、中秋节', from: '2025-10-01', to: '2025-10-08' },
    ],
    makeUpDays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    title: '国务院办公厅关于2026年部分节假日安排的通知',
    document: '国办发明电〔2025〕7号',
    issuedOn: '2025-11-04',
    verified: null,
    readIn: '光明网 2025-11-04、中山日报 2025-11-05 刊登的新华社全文；未与中国政府网原文核对',
    daysOff: [
      { name: '元旦', from: '2026-01-01', to: '2026-01-03' },
      { name: '春节', from: '2026-02-15', to: '2026-02-23' },
      { name: '清明节', from: '2026-04-04', to: '2026-04-06' },
      { name: '劳动节', from: '2026-05-01', to: '2026-05-05' },
      { name: '端午节', from: '2026-06-19', to: '2026-06-21' },
      { name: '中秋节', from: '2026-09-25', to: '2026-09-27' },
      { name: '国庆节', from: '2026-10-01', to: '2026-10-07' },
    ],
    makeUpDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];
