/** ECharts options of lines and bars; values are for drawing, tables have the exact ones. */
import type { Theme } from '../theme.tsx';
import { INK, SERIES, STROKES } from './colors.ts';

export type Line = {
  readonly name: string;
  /** By category; null where nothing is known. */
  readonly values: readonly (number | null)[];
};
export type Target = { readonly name: string; readonly value: number };

const frame = (theme: Theme) => {
  const { ink, quiet, line, surface } = INK[theme];
  return {
    grid: { left: 12, right: 24, top: 44, bottom: 8, containLabel: true },
    legend: { top: 4, left: 0, textStyle: { color: ink }, icon: 'roundRect' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: surface,
      borderColor: line,
      textStyle: { color: ink },
    },
    axis: {
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: quiet, hideOverlap: true },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
    },
  };
};

type Given = {
  readonly theme: Theme;
  readonly categories: readonly string[];
  readonly lines: readonly Line[];
  readonly target?: Target;
  /** Written after a value: '%', ' 秒'. */
  readonly unit: string;
};

/** To the next tenth of its size, so that the axis ends on a round figure. */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step) * step;
}

const decimals = (value: unknown): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : '—';

const targetLine = (theme: Theme, { name, value }: Target, unit: string) => ({
  symbol: 'none',
  silent: true,
  lineStyle: { color: INK[theme].ink, type: 'dashed', width: 1.5 },
  label: { formatter: `${name} ${value}${unit}`, position: 'insideStartTop', color: INK[theme].ink },
  data: [{ yAxis: value }],
});

export function lineOption({ theme, categories, lines, target, unit }: Given) {
  const { axis, ...rest } = frame(theme);
  return {
    ...rest,
    color: [...SERIES[theme]],
    xAxis: { ...axis, type: 'category', data: [...categories], boundaryGap: false },
    yAxis: {
      ...axis,
      type: 'value',
      axisLabel: {
        ...axis.axisLabel,
        formatter: (value: number) => `${value.toLocaleString('en-US')}${unit}`,
      },
      ...(target === undefined
        ? {}
        : { max: ({ max }: { max: number }) => roundUp(Math.max(max, target.value * 1.1)) }),
    },
    tooltip: { ...rest.tooltip, valueFormatter: (value: unknown) => `${decimals(value)}${unit}` },
    series: lines.map(({ name, values }, n) => ({
      name,
      type: 'line',
      data: [...values],
      connectNulls: false,
      showSymbol: values.filter((value) => value !== null).length < 16,
      symbol: (['circle', 'rect', 'triangle'] as const)[n % 3]!,
      symbolSize: 6,
      lineStyle: { type: STROKES[n % STROKES.length]!, width: 2.5 },
      ...(n === 0 && target !== undefined ? { markLine: targetLine(theme, target, unit) } : {}),
    })),
  };
}

/** Bars that lie, the longest on top; several lines are stacked, with patterns beside the colours. */
export function barOption({ theme, categories, lines, unit }: Omit<Given, 'target'>) {
  const { axis, ...rest } = frame(theme);
  return {
    ...rest,
    aria: { enabled: true, decal: { show: lines.length > 1 }, label: { enabled: false } },
    color: [...SERIES[theme]],
    ...(lines.length === 1 ? { legend: { show: false }, grid: { ...rest.grid, top: 8 } } : {}),
    xAxis: {
      ...axis,
      type: 'value',
      axisLabel: {
        ...axis.axisLabel,
        formatter: (value: number) => `${value.toLocaleString('en-US')}${unit}`,
      },
    },
    yAxis: { ...axis, type: 'category', data: [...categories], inverse: true },
    tooltip: { ...rest.tooltip, valueFormatter: (value: unknown) => `${decimals(value)}${unit}` },
    series: lines.map(({ name, values }) => ({
      name,
      type: 'bar',
      stack: 'all',
      barMaxWidth: 22,
      data: [...values],
    })),
  };
}
