/** Scenes of one-stop payment in the cities that the project began from, each over the public interfaces. */
import { commercialScene } from './commercial.ts';
import { creditScene } from './credit.ts';
import { byFace } from './face.ts';
import { oneCode, onThePhone } from './phone.ts';
import { at, consultation, drugs, ownExpense, type Stage } from './stage.ts';

/** What a scene ended in: figures that a test holds, and lines for people. */
export type Played = {
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly lines: readonly string[];
};

export type Scene = {
  readonly name: string;
  /** The same in letters, for keyboards without Chinese. */
  readonly letters: string;
  readonly title: string;
  readonly play: (stage: Stage) => Promise<Played>;
};

/** In the order of their clocks. */
export const SCENES: readonly Scene[] = [
  {
    name: '烟台',
    letters: 'yantai',
    title: '一站式结算：医保和市民健康保同一次付',
    play: commercialScene({
      place: '烟台',
      on: at('2025-06-18'),
      product: 'yantai-2025',
      insurer: 'yantai-pool',
      insurerName: '烟台市民健康保共保体（示例）',
      cover: { startsOn: '2025-01-01', endsOn: '2025-12-31', premium: '139.00', health: 'healthy', years: 2 },
      dataClass: 'inScope',
      bill: [drugs(1000), consultation],
      told: '连续参保两年的健康人：个人负担 1.3 万元以上、1.5 万元以下的部分赔 10%',
    }),
  },
  {
    name: '上海',
    letters: 'shanghai',
    title: '一站式结算：住院自费部分由沪惠保同时赔付',
    play: commercialScene({
      place: '上海',
      on: at('2026-03-02', 8),
      product: 'huhuibao-2025',
      insurer: 'huhuibao-pool',
      insurerName: '沪惠保共保体（示例）',
      cover: {
        ...{ startsOn: '2025-07-01', endsOn: '2026-06-30', premium: '129.00' },
        ...{ version: 'new-citizen', health: 'healthy', years: 1 },
      },
      dataClass: 'excluded',
      bill: [drugs(300), consultation, ownExpense('30000.00')],
      told: '新市民版：特定住院自费 1.2 万元以上赔 70%，(30,000 − 12,000) × 70% = 12,600',
    }),
  },
  {
    name: '永州',
    letters: 'yongzhou',
    title: '信用就医：先看病、离院后结算，亲情付',
    play: creditScene({
      ...{ place: '永州', product: 'yongzhou', boxes: 150, hasFamilyPay: true },
      told: '2025 年 7 月起，24 家二级以上公立医院，全省参保人可用（本网络一家示例医院）',
    }),
  },
  {
    name: '淄博',
    letters: 'zibo',
    title: '信用就医：免息至多 59 天',
    play: creditScene({
      ...{ place: '淄博', product: 'zibo', boxes: 100, hasFamilyPay: false },
      told: '免息至多 59 天；公开数字里平均每次用 1571 元',
    }),
  },
  {
    name: '大连',
    letters: 'dalian',
    title: '信用就医：额度至多 2 万元，免住院预交金',
    play: creditScene({
      ...{ place: '大连', product: 'dalian', boxes: 200, hasFamilyPay: false },
      told: '额度至多 20,000 元，免住院预交金',
    }),
  },
  { name: '郴州', letters: 'chenzhou', title: '一码付：扫一次码，医保和个人部分都付', play: oneCode },
  { name: '宁乡', letters: 'ningxiang', title: '手机付：诊间结算，三分钟以内', play: onThePhone },
  { name: '浏阳', letters: 'liuyang', title: '刷脸：村里的终端证明是本人', play: byFace },
];

export const sceneOf = (name: string): Scene | undefined =>
  SCENES.find((scene) => scene.name === name || scene.letters === name);
