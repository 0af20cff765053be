import { Link } from 'react-router';
import { rateText } from '../../ui/rate.ts';
import { Empty } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { useKept } from '../common/bar.tsx';
import { countText, type Overview, provinceName } from '../common/words.ts';

type Alert = Overview['alerts'][number];

/** What it is, and where somebody looks next. */
const TEXTS: Readonly<Record<Alert['kind'], (alert: Alert) => readonly [text: string, to: string]>> = {
  'unknown-outcome': ({ figure, on }) => [
    `${countText(figure)} 笔结算结果未知${on === null ? '' : `，最早 ${on}`}；系统在自动查询，款项不会重复`,
    '/trend',
  ],
  unreconciled: ({ figure, on }) => [
    `三方对账有 ${countText(figure)} 笔差异未了结，最早 ${on ?? '—'}`,
    '/#unreconciled',
  ],
  'pool-red': ({ figure }) => [`预付金使用率 ${rateText(figure)}，红色预警`, '/#pools'],
  'pool-yellow': ({ figure, on }) => [
    `预付金使用率 ${rateText(figure)}，黄色预警${on === null ? '' : `，预计 ${on} 转红`}`,
    '/#pools',
  ],
  'clearing-overdue': ({ figure, on }) => [
    `${on ?? ''} 清算有 ${figure} 项逾期`,
    `/matrix?month=${on ?? ''}`,
  ],
  errors: ({ figure }) => [`每十万次请求 ${countText(figure)} 次系统错误`, '/trend'],
  'late-data': ({ on }) => [on === null ? '还没有报送过日数据' : `最近报送到 ${on}，数据迟到`, '/trend'],
};

export const alertText = (alert: Alert): string => TEXTS[alert.kind](alert)[0];

export const alertPlace = ({ province }: Alert): string =>
  province === null ? '全国' : provinceName(province);

export function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  const kept = useKept();
  if (alerts.length === 0) return <Empty text="没有预警。" />;
  return (
    <ul className="alerts">
      {alerts.map((alert) => {
        const [text, to] = TEXTS[alert.kind](alert);
        return (
          <li key={`${alert.kind}-${alert.province}-${alert.on}`}>
            <Status tone={alert.level}>{alert.level === 'stop' ? '要办' : '关注'}</Status>
            <strong>{alertPlace(alert)}</strong> <Link to={kept(to)}>{text}</Link>
          </li>
        );
      })}
    </ul>
  );
}
