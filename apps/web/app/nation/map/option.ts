import { DEPTHS, INK, SERIES } from '../../ui/charts/colors.ts';
import type { MoneyUnit } from '../../ui/money.tsx';
import { inUnit } from '../../ui/money.tsx';
import type { Theme } from '../../ui/theme.tsx';
import { unitText } from '../common/amount.tsx';
import { nameOnMap, placeOnMap } from './outline.ts';

export type MapProvince = { readonly province: string; readonly fen: number };
export type MapFlow = {
  readonly insuredProvince: string;
  readonly careProvince: string;
  readonly claimed: number;
};

type Given = {
  readonly theme: Theme;
  readonly unit: MoneyUnit;
  readonly provinces: readonly MapProvince[];
  readonly flows: readonly MapFlow[];
  readonly isMoving?: boolean;
};

/** More lines than this hide each other. */
const FLOWS_DRAWN = 30;

function linesOf({ flows, theme, unit, isMoving = false }: Given) {
  const shown = flows.slice(0, FLOWS_DRAWN);
  const most = Math.max(1, ...shown.map(({ claimed }) => claimed));
  const data = shown.flatMap(({ insuredProvince, careProvince, claimed }) => {
    const [from, to] = [placeOnMap(insuredProvince), placeOnMap(careProvince)];
    if (from === null || to === null) return [];
    const name = `${nameOnMap(insuredProvince)} → ${nameOnMap(careProvince)} ${unitText(claimed, unit)}`;
    return [{ name, coords: [from, to], lineStyle: { width: 1 + 2.5 * Math.sqrt(claimed / most) } }];
  });
  return {
    type: 'lines',
    coordinateSystem: 'geo',
    zlevel: 2,
    symbol: ['none', 'arrow'],
    symbolSize: 9,
    lineStyle: { color: SERIES[theme][1]!, curveness: 0.25, opacity: 0.7 },
    effect: { show: isMoving, period: 5, symbolSize: 4, trailLength: 0.3, color: SERIES[theme][1]! },
    tooltip: { formatter: ({ name }: { name: string }) => name },
    data,
  };
}

/** Provinces by what they are owed or owe; arrows from where people are insured to where care was given. */
export function mapOption(given: Given) {
  const { theme, unit, provinces } = given;
  const { ink, line, quiet, surface } = INK[theme];
  const most = Math.max(0, ...provinces.map(({ fen }) => inUnit(fen, unit)));
  return {
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: ink },
      formatter: ({ name, data }: { name: string; data?: { fen?: number } }) =>
        data?.fen === undefined ? `${name}：无往来` : `${name}：${unitText(data.fen, unit)}`,
    },
    visualMap: {
      type: 'continuous',
      seriesIndex: 0,
      min: 0,
      max: most === 0 ? 1 : most,
      calculable: false,
      orient: 'vertical',
      left: 8,
      bottom: 8,
      itemHeight: 90,
      precision: 2,
      text: [unitText(Math.max(0, ...provinces.map(({ fen }) => fen)), unit), '¥0'],
      textStyle: { color: ink },
      inRange: { color: [...DEPTHS[theme]] },
    },
    geo: {
      map: 'china',
      roam: false,
      // The whole outline fits, down to the inset of the South China Sea.
      ...{ left: 100, right: 24, top: 12, bottom: 12 },
      aspectScale: 0.8,
      label: { show: true, color: ink, fontSize: 11 },
      itemStyle: { areaColor: surface, borderColor: quiet, borderWidth: 0.6 },
      emphasis: { label: { color: ink }, itemStyle: { areaColor: DEPTHS[theme][2]! } },
      select: { disabled: true },
    },
    series: [
      {
        type: 'map',
        geoIndex: 0,
        map: 'china',
        data: provinces.flatMap(({ province, fen }) => {
          const name = nameOnMap(province);
          return name === null ? [] : [{ name, value: inUnit(fen, unit), fen }];
        }),
      },
      linesOf(given),
    ],
  };
}
