/** ECharts with what the staff's charts use; the only file that knows it, loaded after the figures. */
import { BarChart, EffectScatterChart, LineChart, LinesChart, MapChart } from 'echarts/charts';
import {
  AriaComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, registerMap, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([
  AriaComponent,
  BarChart,
  EffectScatterChart,
  GeoComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  LinesChart,
  MapChart,
  MarkLineComponent,
  SVGRenderer,
  TooltipComponent,
  VisualMapComponent,
]);

export type ChartProps = {
  readonly option: EChartsCoreOption;
  /** What the chart shows, for those who do not see it; the table beside it has the figures. */
  readonly label: string;
  readonly height: number;
  /** Name and outline of a map that the option uses. */
  readonly map?: { readonly name: string; readonly outline: object };
};

const registered = new Set<string>();
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export function Chart({ option, label, height, map }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const where = place.current!;
    const made = init(where, null, { renderer: 'svg', locale: 'ZH' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(where);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => {
    if (map !== undefined && !registered.has(map.name)) {
      registerMap(map.name, map.outline as Parameters<typeof registerMap>[1]);
      registered.add(map.name);
    }
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.current?.setOption({ animation: !isStill, textStyle: { fontFamily: FONT }, ...option }, true);
  }, [option, map]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
