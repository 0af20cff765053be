/** The same bill under the three filings that somebody can make before travelling. */
import { useQueries } from '@tanstack/react-query';
import { parseYuan, type ReferralClass } from '@zhijie/kernel';
import { useId } from 'react';
import { REFERRAL } from '../../../src/texts/words.ts';
import { type AnswerOf, type BodyOf, call, NotDone } from '../../api/call.ts';
import { Money, moneyText } from '../../ui/money.tsx';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loading, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';
import { COMPARE_QUERY } from './compare-query.ts';
import { Waterfall } from './waterfall.tsx';
import { wordsOf } from './words.ts';

type Calculation = AnswerOf<'POST /api/calculator'>;
type Body = BodyOf<'POST /api/calculator'>;

const FILINGS = ['long-term', 'referral', 'other-temporary'] as const satisfies readonly ReferralClass[];

/** Without a bill of one's own: the example of the invented place. */
const EXAMPLE = {
  area: '990100',
  date: '2026-03-02',
  insuranceType: 'resident',
  care: 'inpatient',
  total: '30000.00',
  excluded: '2400.00',
  overLimit: '0.00',
  selfPaidFirst: '1600.00',
} as const;

const WARNING: Readonly<Record<string, string>> = {
  虚构: '虚构的示例政策，只用来演示，不能当作任何地方的报销依据。',
  示例数据: '有示例数据，没有人对照文件核实过，不能当作报销依据。',
  待核实: '有些数字还没有人对照文件原文核实，以参保地结算为准。',
};

/** The calculator says what else could be asked; other pages call that the fix. */
async function calculated(body: Body): Promise<Calculation> {
  try {
    return await call('POST /api/calculator', { body });
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    const { alternatives = [] } = error.told as { alternatives?: readonly string[] };
    const fix = error.told.fix ?? (alternatives.join('；') || '请改所填的内容再算');
    throw new NotDone(error.kind, { ...error.told, fix }, false);
  }
}

const sharedPart = ({ parts }: Calculation): string =>
  parts.paidByCriticalIllness === 0 ? '' : `，另有大病保险 ${moneyText(parts.paidByCriticalIllness)}`;

/** The difference to long-term filing in one sentence. */
function difference(chosen: Calculation, best: Calculation, filing: ReferralClass): string {
  const { paidByPooledFund, borneByPerson } = chosen.parts;
  const funds = `医保基金付 ${moneyText(paidByPooledFund)}${sharedPart(chosen)}`;
  const pays = `按${REFERRAL[filing]}，${funds}，您付 ${moneyText(borneByPerson)}`;
  const more = borneByPerson - best.parts.borneByPerson;
  if (more === 0) return `${pays}。`;
  return `${pays}，比长期备案${more > 0 ? '多' : '少'}付 ${moneyText(Math.abs(more))}。`;
}

function Slider({ at, onMove }: { at: number; onMove(index: number): void }) {
  const id = useId();
  return (
    <div className="slider no-print">
      <label htmlFor={id}>备案方式（左右移动）</label>
      <input
        id={id}
        type="range"
        min={0}
        max={FILINGS.length - 1}
        step={1}
        value={at}
        aria-valuetext={REFERRAL[FILINGS[at]!]}
        onChange={({ target }) => onMove(Number(target.value))}
      />
      <div className="slider-names">
        {FILINGS.map((filing, index) => (
          <button key={filing} type="button" aria-pressed={index === at} onClick={() => onMove(index)}>
            {REFERRAL[filing]}
          </button>
        ))}
      </div>
    </div>
  );
}

function Shown({ all, at }: { all: readonly Calculation[]; at: number }) {
  const chosen = all[at]!;
  const filing = FILINGS[at]!;
  const sentence = difference(chosen, all[0]!, filing);
  const { parts, steps, policy, badge, assumptions } = chosen;
  return (
    <>
      <div className="sum" aria-live="polite">
        <p>{REFERRAL[filing]}，您付</p>
        <p className="sum-amount">
          <Money fen={parts.borneByPerson} />
        </p>
        <p className="sum-words">{wordsOf(parts.borneByPerson)}</p>
        <p>{sentence}</p>
      </div>
      <p>
        依据：{policy} <Status tone={badge === '已核实' ? 'good' : 'wait'}>{badge}</Status>
      </p>
      {WARNING[badge] === undefined ? null : <p className="note">{WARNING[badge]}</p>}
      <ReadAloud text={sentence} />
      <h2>为什么是这个数</h2>
      <p className="quiet">点一条，看比例来自哪个文件、哪一条。</p>
      <Waterfall parts={parts} steps={steps} />
      <details className="card">
        <summary>算的时候假定</summary>
        <ul>
          {assumptions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

export function Component() {
  const { query, change } = useUrlQuery(COMPARE_QUERY);
  const { filing, ...own } = query;
  const asked = { ...(query.total === undefined ? EXAMPLE : own) } as Omit<Body, 'referral'>;
  const total = parseYuan(asked.total ?? '');
  const at = Math.max((FILINGS as readonly (string | undefined)[]).indexOf(filing), 0);
  const answers = useQueries({
    queries: FILINGS.map((referral) => ({
      queryKey: ['POST /api/calculator', { ...asked, referral }],
      queryFn: () => calculated({ ...asked, referral } as Body),
      staleTime: 60_000,
    })),
  });
  const failed = answers.find(({ error }) => error !== null);
  const all = answers.map(({ data }) => data).filter((data) => data !== undefined);
  const retry = (): void => {
    for (const answer of answers) void answer.refetch();
  };
  return (
    <>
      <h1>同一张账单，三种备案</h1>
      <p>
        {query.total === undefined ? '示例：' : ''}总费用{' '}
        {total.ok ? <Money fen={total.value} /> : asked.total}，别的都不变，只换备案方式。
      </p>
      <Slider at={at} onMove={(index) => change({ filing: FILINGS[index]! })} />
      {failed === undefined ? null : <Problem error={failed.error as NotDone} onRetry={retry} />}
      {all.length === FILINGS.length ? (
        <Shown all={all} at={at} />
      ) : failed === undefined ? (
        <Loading what="试算" />
      ) : null}
    </>
  );
}
