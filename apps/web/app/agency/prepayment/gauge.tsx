import type { AnswerOf } from '../../api/call.ts';
import { Money } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { Status, type Tone } from '../../ui/status.tsx';

export type Year = AnswerOf<'GET /api/agency/prepayment/{year}'>;
export type Pool = Year['pools'][number];
type Level = Pool['running']['level'];

export const LEVELS: Readonly<Record<Level, readonly [Tone, string]>> = {
  normal: ['good', '正常'],
  yellow: ['wait', '黄色预警'],
  red: ['stop', '红色预警'],
};

/** Usage of the pool in the running month, with the marks where it turns yellow and red (70 %, 90 %). */
export function Gauge({ running }: { running: Pool['running'] }) {
  const { basisPoints, level, used, prepayment } = running;
  const [tone, word] = LEVELS[level];
  const percent = rateText(basisPoints);
  return (
    <div className="gauge">
      <p className="gauge-figure">
        <strong>{percent}</strong> <Status tone={tone}>{word}</Status>
      </p>
      <svg
        viewBox="0 0 1000 90"
        preserveAspectRatio="none"
        role="img"
        aria-label={`使用率 ${percent}，${word}；70% 黄色，90% 红色`}
      >
        <rect className="gauge-ground" width="1000" height="60" y="10" rx="8" />
        <rect
          className={`gauge-${tone}`}
          width={Math.min(basisPoints, 10_000) / 10}
          height="60"
          y="10"
          rx="8"
        />
        <line className="gauge-mark" x1="700" x2="700" y1="0" y2="80" />
        <line className="gauge-mark" x1="900" x2="900" y1="0" y2="80" />
      </svg>
      <p className="note">
        已用 <Money fen={used} />
        ，预付金 <Money fen={prepayment} />
        ；刻度：70% 黄色，90% 红色
      </p>
    </div>
  );
}
