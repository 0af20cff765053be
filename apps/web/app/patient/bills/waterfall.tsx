/** The waterfall: each row is the stretch of the bill that a step decided; opening it shows the clause. */
import type { StepView } from '../../../src/port.ts';
import { BUCKET } from '../../../src/texts/words.ts';
import { isPayer, type Stretch, type WaterfallRow, waterfall } from '../../../src/waterfall.ts';
import { Money } from '../../ui/money.tsx';
import { rateText } from '../../ui/rate.ts';
import { Status } from '../../ui/status.tsx';
import type { Parts } from './words.ts';

const SECOND = ['critical', 'large', 'aid'];
const THIRD = ['civilServant', 'enterprise', 'other'];

/** Which colour a bucket has; always beside its name. */
function colourOf(bucket: string): string {
  if (bucket === 'account' || bucket === 'cash') return bucket;
  if (SECOND.includes(bucket)) return 'second';
  if (THIRD.includes(bucket)) return 'third';
  return isPayer(bucket) ? 'fund' : 'burden';
}

const at = (value: number, whole: number): string =>
  rateText(whole === 0 ? 0 : Math.round((value * 10_000) / whole));

type BarProps = { readonly stretches: readonly Stretch[]; readonly whole: number; readonly colour: string };

export function Bar({ stretches, whole, colour }: BarProps) {
  return (
    <svg className="fall-bar" aria-hidden="true" focusable="false">
      <rect className="track" width="100%" height="100%" />
      {stretches.map(({ start, end }) => (
        <rect
          key={start}
          className={`fill-${colour}`}
          x={at(start, whole)}
          width={at(end - start, whole)}
          height="100%"
        />
      ))}
    </svg>
  );
}

/** Document and article, where it applies, since when, whether somebody compared it with the text. */
function Clause({ step }: { step: StepView }) {
  const { clause, place, isSample } = step;
  const { document, source, article, effectiveFrom, verified } = clause;
  return (
    <dl className="facts">
      <div>
        <dt>文件</dt>
        <dd>{document || source}</dd>
      </div>
      <div>
        <dt>条款</dt>
        <dd>{article || '—'}</dd>
      </div>
      <div>
        <dt>适用</dt>
        <dd>{place}</dd>
      </div>
      <div>
        <dt>施行</dt>
        <dd>{effectiveFrom} 起</dd>
      </div>
      <div>
        <dt>核实</dt>
        <dd>
          {isSample === true ? (
            <Status tone="wait">示例数据，未核实</Status>
          ) : verified === null ? (
            <Status tone="wait">待核实</Status>
          ) : (
            <Status tone="good">{`${verified} 已核实`}</Status>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Formula({ steps }: Pick<WaterfallRow, 'steps'>) {
  const [step] = steps;
  if (step === undefined || step.rate === null) return null;
  if (steps.some(({ rate, base }) => rate !== step.rate || base !== step.base)) return null;
  return (
    <small>
      <Money fen={step.base} /> × {rateText(step.rate)}
    </small>
  );
}

function Row({ row, whole }: { row: WaterfallRow; whole: number }) {
  const { to, amount, stretches, steps } = row;
  const name = BUCKET[to] ?? to;
  return (
    <li>
      <details className="fall">
        <summary>
          <span className="fall-head">
            <span>
              {isPayer(to) ? <strong>{name}付</strong> : name} <Formula steps={steps} />
            </span>
            <Money fen={amount} />
          </span>
          <Bar stretches={stretches} whole={whole} colour={colourOf(to)} />
        </summary>
        {steps.length === 0 ? <p>按医院上传的明细归类。</p> : null}
        {steps.map((step) => (
          <div key={`${step.stage} ${step.from} ${step.text}`} className="why">
            <p>{step.text}</p>
            <Clause step={step} />
          </div>
        ))}
      </details>
    </li>
  );
}

type WaterfallProps = { readonly parts: Parts; readonly steps: readonly StepView[] };

export function Waterfall({ parts, steps }: WaterfallProps) {
  const whole = parts.feeTotal;
  return (
    <ol className="waterfall">
      <li className="fall">
        <span className="fall-head">
          <strong>总费用</strong>
          <Money fen={whole} isStrong />
        </span>
        <Bar stretches={[{ start: 0, end: whole }]} whole={whole} colour="total" />
      </li>
      {waterfall(parts, steps).map((row) => (
        <Row key={`${row.to} ${row.stretches[0]?.start}`} row={row} whole={whole} />
      ))}
    </ol>
  );
}
