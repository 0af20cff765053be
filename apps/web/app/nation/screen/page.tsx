/** The big screen: a stage of 1920 × 1080 scaled as a whole, so that it is the same on every wall. */
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useRead } from '../../api/use.ts';
import { Drawing } from '../../ui/charts/figure.tsx';
import { barOption, lineOption } from '../../ui/charts/options.ts';
import { momentText } from '../../ui/dates.ts';
import { inUnit } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { Loaded } from '../../ui/state.tsx';
import { unitText } from '../common/amount.tsx';
import { countText, directRate, type Overview, secondsText, shortName } from '../common/words.ts';
import { mapOption } from '../map/option.ts';
import { CHINA } from '../map/outline.ts';
import { MapNote, provinceSums } from '../map/page.tsx';
import { alertPlace, alertText } from '../overview/alerts.tsx';
import { answerTime, codeShare } from '../overview/columns.tsx';

const STAGE = { width: 1920, height: 1080 } as const;
/** The wall is dark whatever the desk is. */
const THEME = 'dark';

const measure = (): number => Math.min(innerWidth / STAGE.width, innerHeight / STAGE.height);

function useScale(): number {
  const [scale, setScale] = useState(measure);
  useEffect(() => {
    const follow = (): void => setScale(measure());
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  }, []);
  return scale;
}

const percent = (share: number | null): string => (share === null ? '—' : rateText(share));

function Figures({ view }: { view: Overview }) {
  const { total, unknown, unreconciled } = view;
  const time = answerTime(total);
  const figures = [
    ['跨省直接结算', `${countText(total.direct)} 笔`],
    ['跨省应收', unitText(total.claimed, '万元')],
    ['直接结算率', percent(directRate(total))],
    ['医保码占比', percent(codeShare(total))],
    ['一站式结算', `${countText(total.oneStop)} 笔`],
    ['信用支付', unitText(total.creditDrawn, '万元')],
    ['每笔用时', secondsText(total.settleMilliseconds, total.settlements)],
    ['平均响应', time === null ? '—' : `${countText(time)} 毫秒`],
    ['结果未知', `${countText(unknown.count)} 笔`],
    ['最早未对平', unreconciled.oldestDay ?? '没有'],
  ] as const;
  return (
    <dl className="stage-figures">
      {figures.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd className="stage-figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function TopPairs({ view }: { view: Overview }) {
  const top = view.flows.slice(0, 8);
  const option = useMemo(() => {
    const categories = top.map(
      (flow) => `${shortName(flow.insuredProvince)} → ${shortName(flow.careProvince)}`,
    );
    const lines = [{ name: '应付', values: top.map(({ claimed }) => inUnit(claimed, '万元')) }];
    return barOption({ theme: THEME, unit: ' 万', categories, lines });
  }, [top]);
  return <Drawing option={option} label="应付最多的省际往来" height={240} />;
}

function Days({ view }: { view: Overview }) {
  const option = useMemo(
    () =>
      lineOption({
        theme: THEME,
        unit: '',
        categories: view.days.map(({ day }) => day.slice(5)),
        lines: [{ name: '跨省直接结算（笔）', values: view.days.map(({ direct }) => direct) }],
      }),
    [view.days],
  );
  return <Drawing option={option} label="每天的跨省直接结算" height={240} />;
}

function Stage({ view }: { view: Overview }) {
  const map = useMemo(
    () =>
      mapOption({
        theme: THEME,
        unit: '万元',
        flows: view.flows,
        provinces: provinceSums(view.flows, 'care'),
        isMoving: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      }),
    [view.flows],
  );
  return (
    <>
      <header className="stage-head">
        <h1>异地就医跨省直接结算</h1>
        <p>
          {view.range.from} 至 {view.range.to}　刷新于 {momentText(view.refreshedAt)}
        </p>
        <Link to="/" className="stage-back">
          回到总览
        </Link>
      </header>
      <Figures view={view} />
      <div className="stage-body">
        <section className="stage-map" aria-label="流向">
          <Drawing option={map} label="省际流向地图；数字见流向地图页的表" height={530} map={CHINA} />
          <MapNote />
        </section>
        <div className="stage-side">
          <section aria-label="应付最多">
            <h2 className="stage-title">应付最多的省际往来（万元）</h2>
            <TopPairs view={view} />
          </section>
          <section aria-label="每天">
            <h2 className="stage-title">每天的跨省直接结算</h2>
            <Days view={view} />
          </section>
        </div>
      </div>
      <ol className="stage-alerts" aria-label="预警">
        {view.alerts.length === 0 ? <li>没有预警</li> : null}
        {view.alerts.slice(0, 4).map((alert) => (
          <li key={`${alert.kind}-${alert.province}-${alert.on}`}>
            <span aria-hidden="true">{alert.level === 'stop' ? '✕' : '●'}</span> {alertPlace(alert)}：
            {alertText(alert)}
          </li>
        ))}
      </ol>
    </>
  );
}

export function Component() {
  const scale = useScale();
  const read = useRead('GET /api/nation/overview', { query: {} }, { everySeconds: 30 });
  useEffect(() => {
    document.body.classList.add('has-stage');
    return () => document.body.classList.remove('has-stage');
  }, []);
  return (
    <div className="stage-frame">
      <div
        className="stage"
        data-scale={scale}
        style={{ transform: `translate(-50%, -50%) scale(${scale})` }}
      >
        <Loaded of={read} what="大屏">
          {(view) => <Stage view={view} />}
        </Loaded>
      </div>
    </div>
  );
}
