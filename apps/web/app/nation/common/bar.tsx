/** Above every page of figures: of which days, as of when, in which unit; and the way back up. */
import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { momentText } from '../../ui/dates.ts';
import { UnitSwitch } from './amount.tsx';

type StampProps = {
  /** Of which days or which month. */
  readonly of: string;
  readonly refreshedAt: number | undefined;
  readonly onReload: () => void;
  readonly children?: ReactNode;
};

export function Stamp({ of, refreshedAt, onReload, children }: StampProps) {
  return (
    <div className="stamp no-print">
      <p>
        数据期间 <strong>{of}</strong>
        <span className="stamp-sep">刷新于 {refreshedAt === undefined ? '…' : momentText(refreshedAt)}</span>
      </p>
      <span className="grow" />
      {children}
      <UnitSwitch />
      <Button icon={<ReloadOutlined />} onClick={onReload}>
        刷新
      </Button>
    </div>
  );
}

/** The address of a page of the drill, with the unit kept. */
export function useKept(): (to: string) => string {
  const { search } = useLocation();
  const unit = new URLSearchParams(search).get('unit');
  return (to) => {
    if (unit === null) return to;
    const [address, part] = to.split('#');
    const kept = `${address}${to.includes('?') ? '&' : '?'}unit=${encodeURIComponent(unit)}`;
    return part === undefined ? kept : `${kept}#${part}`;
  };
}

/** From the matrix down: each step is a link; the last is where one is. The unit goes along. */
export function Trail({ steps }: { steps: readonly (readonly [title: string, to: string | null])[] }) {
  const kept = useKept();
  return (
    <nav aria-label="所在位置" className="trail no-print">
      <ol>
        {steps.map(([title, to]) => (
          <li key={title} {...(to === null ? { 'aria-current': 'page' as const } : {})}>
            {to === null ? title : <Link to={kept(to)}>{title}</Link>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
