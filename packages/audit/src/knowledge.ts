import { type CalendarDate, calendarDate, type Quantity, quantity } from '@zhijie/kernel';

type Row = {
  readonly id: string;
  readonly version: string;
  readonly itemCodes: readonly string[];
  /** First and last day on which the row holds: a line is judged by what held on its own day. */
  readonly from: CalendarDate;
  readonly until: CalendarDate | null;
  readonly source: string;
};

/** Items for one gender only. */
export type GenderPoint = Row & { readonly gender: 'male' | 'female' };
/** Items for an age in completed years, both ends included. */
export type AgePoint = Row & { readonly least: number | null; readonly most: number | null };
/** A service (`itemCodes`) whose content holds other items: those are not charged the same day. */
export type ContentPoint = Row & { readonly contains: readonly string[] };
/** How much of an item a day has room for, 1/10 000 unit. */
export type DailyPoint = Row & { readonly most: Quantity };

/** What the rules know. The shape of the published knowledge library, reduced to what is used. */
export type Knowledge = {
  readonly genders: readonly GenderPoint[];
  readonly ages: readonly AgePoint[];
  readonly contents: readonly ContentPoint[];
  readonly daily: readonly DailyPoint[];
};

const PUBLISHED = { version: '1', from: calendarDate('2025-01-01'), until: null };
const SYNTHETIC = { ...PUBLISHED, source: '示例：合成数据，仅供演示' };

/**
 * A handful of rows: two of the published library (国家医保局“两库”公布的知识点) and synthetic ones over the
 * synthetic catalogue of this repository. An operator loads the published ones.
 */
export const EXAMPLE_KNOWLEDGE: Knowledge = {
  genders: [
    {
      ...PUBLISHED,
      id: 'G-0001',
      itemCodes: ['002101030300000'],
      gender: 'female',
      source: '医保基金智能监管规则库、知识库（第一批知识点）：项目区分性别，子宫造影',
    },
    { ...SYNTHETIC, id: 'G-9901', itemCodes: ['991102001200000'], gender: 'female' },
  ],
  ages: [{ ...SYNTHETIC, id: 'A-9901', itemCodes: ['991102001190000'], least: null, most: 17 }],
  contents: [
    {
      ...PUBLISHED,
      id: 'C-0001',
      itemCodes: ['001103000010000'],
      contains: ['001109000010000'],
      source: '医保基金智能监管规则库、知识库（第七批知识点）：急诊监护费与普通病房床位费不得同日收取',
    },
    {
      ...SYNTHETIC,
      id: 'C-9901',
      itemCodes: ['991109001010000'],
      contains: ['991109000010000'],
    },
  ],
  daily: [{ ...SYNTHETIC, id: 'D-9901', itemCodes: ['991102001180000'], most: quantity(10_000) }],
};
