/** Seven questions, one a screen, without signing in; the answers live in the address. */
import { AREA_NAMES, type FilingCategory, LABELS } from '@zhijie/kernel';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '../../api/use.ts';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loaded } from '../../ui/state.tsx';
import { PlaceSelect } from './place-select.tsx';
import { type GuideAnswers, guideOf } from './steps.ts';

type Name = keyof GuideAnswers;
type Choice = { readonly value: string; readonly label: string; readonly hint?: string };
type Question = { readonly title: string; readonly choices: readonly Choice[] };

const QUESTIONS: Readonly<Record<Exclude<Name, 'home' | 'destination' | 'insurance'>, Question>> = {
  who: {
    title: '给谁问？',
    choices: [
      { value: 'self', label: '给自己' },
      { value: 'relative', label: '给父母、孩子或其他家人' },
    ],
  },
  reason: {
    title: '为什么去那里看病？',
    choices: [
      { value: 'long-term-resident', label: '长期住在那里', hint: '养老、跟子女住、外派工作' },
      { value: 'referral', label: '医院开了转诊证明' },
      { value: 'emergency-rescue', label: '突然发病，急诊抢救' },
      { value: 'other-temporary', label: '自己去的，没有转诊' },
    ],
  },
  care: {
    title: '看什么？',
    choices: [
      { value: 'inpatient', label: '住院' },
      { value: 'outpatient', label: '普通门诊' },
      { value: 'chronic', label: '慢特病门诊', hint: '高血压、糖尿病、透析等' },
      { value: 'pharmacy', label: '药店买药' },
    ],
  },
  stage: {
    title: '现在到哪一步了？',
    choices: [
      { value: 'before', label: '还没去' },
      { value: 'admitted', label: '正在住院或看病', hint: '还没有结账' },
      { value: 'discharged', label: '已经自费结账' },
    ],
  },
  filed: {
    title: '办过备案吗？',
    choices: [
      { value: 'no', label: '没有' },
      { value: 'yes', label: '办过，还有效' },
      { value: 'unsure', label: '不清楚' },
    ],
  },
};

/** In the order in which they are asked; the insured place asks two things on one screen. */
const ORDER = ['who', 'home', 'destination', 'reason', 'care', 'stage', 'filed'] as const;

/** The answers that stand in the address, and the question that comes next; null: all are answered. */
function readAnswers(query: URLSearchParams) {
  const next = ORDER.find((name) => (query.get(name) ?? '') === '') ?? null;
  const answers = Object.fromEntries(query) as unknown as GuideAnswers;
  return { next, answers };
}

const withAnswer = (query: URLSearchParams, more: Readonly<Record<string, string>>): string =>
  `/filing?${new URLSearchParams({ ...Object.fromEntries(query), ...more }).toString()}`;

function Asked({ name, query }: { name: keyof typeof QUESTIONS; query: URLSearchParams }) {
  const { title, choices } = QUESTIONS[name];
  return (
    <>
      <h1>{title}</h1>
      <ul className="choices">
        {choices.map(({ value, label, hint }) => (
          <li key={value}>
            <Link className="choice-link" to={withAnswer(query, { [name]: value })}>
              {label}
              {hint === undefined ? null : <small>{hint}</small>}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

type PlaceProps = {
  readonly title: string;
  readonly children?: ReactNode;
  readonly onChosen: (area: string) => void;
};

function PlaceQuestion({ title, children, onChosen }: PlaceProps) {
  const [area, setArea] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onChosen(area);
  };
  return (
    <form className="form" onSubmit={send}>
      <h1>{title}</h1>
      <PlaceSelect label="城市" value={area} onChange={setArea} />
      {children}
      <button type="submit" className="main-button">
        下一步
      </button>
    </form>
  );
}

const SERVED = {
  inpatient: 'inpatient',
  outpatient: 'outpatient',
  chronic: 'chronic',
  pharmacy: 'outpatient',
} as const;
const SHOWN = 5;

/** Which institutions of the destination settle this kind of care for people from elsewhere. */
function NetworkThere({ destination, care }: Pick<GuideAnswers, 'destination' | 'care'>) {
  const found = useRead('GET /api/places/{area}/institutions', { path: { area: destination } });
  return (
    <Loaded of={found} what="医院">
      {({ institutions }) => {
        const open = institutions.filter(
          ({ flags, agreement }) => agreement === 'active' && flags[SERVED[care]],
        );
        return open.length === 0 ? (
          <p className="note">本网络里当地还没有开通这类跨省结算的机构。去之前请打 12393 问清楚。</p>
        ) : (
          <details className="card">
            <summary>当地 {open.length} 家开通了</summary>
            <ul>
              {open.slice(0, SHOWN).map(({ providerId, name, level }) => (
                <li key={providerId}>
                  {name}（{LABELS.providerLevel[level as keyof typeof LABELS.providerLevel] ?? level}）
                </li>
              ))}
            </ul>
          </details>
        );
      }}
    </Loaded>
  );
}

const placeName = (area: string): string => AREA_NAMES[area as keyof typeof AREA_NAMES] ?? area;

function fileAddress({ who, insurance, reason, destination }: GuideAnswers): string {
  const asked = new URLSearchParams({ insuranceType: insurance, category: reason, destination }).toString();
  return who === 'self'
    ? `/filings/new?${asked}`
    : `/relatives?after=${encodeURIComponent(`/filings/new?${asked}`)}`;
}

function Result({ answers }: { answers: GuideAnswers }) {
  const { title, steps, canFile } = guideOf(answers);
  const { home, destination, insurance, reason, care, who } = answers;
  const told = `${title}。${steps.map(({ text }, index) => `第${index + 1}步，${text}。`).join('')}`;
  return (
    <>
      <article className="a4">
        <h1>{title}</h1>
        <p>
          {placeName(home)}
          {LABELS.insuranceType[insurance]}，去{placeName(destination)}，
          {LABELS.filingCategory[reason as FilingCategory]}。
        </p>
        <ol className="steps">
          {steps.map(({ text, source }) => (
            <li key={text}>
              <strong>{text}</strong>
              <small>依据：{source}</small>
            </li>
          ))}
        </ol>
        <p>有疑问打 12393。这张卡片可以打印带在身上，不含个人信息。</p>
      </article>
      <ReadAloud text={told} />
      <NetworkThere destination={destination} care={care} />
      <div className="actions no-print">
        {canFile ? (
          <Link className="main-button" to={fileAddress(answers)}>
            {who === 'self' ? '现在办备案' : '替家人办备案'}
          </Link>
        ) : null}
        <button type="button" onClick={() => print()}>
          打印卡片（A4）
        </button>
        <Link to="/filing">重新问</Link>
      </div>
    </>
  );
}

/** The answer that was chosen is gone with its question: the focus goes to the next. */
function useFocusOnQuestion(next: string | null): void {
  const before = useRef(next);
  useEffect(() => {
    if (before.current === next) return;
    before.current = next;
    document.getElementById('main')?.focus();
  }, [next]);
}

export function Component() {
  const [query, setQuery] = useSearchParams();
  const [insurance, setInsurance] = useState<GuideAnswers['insurance']>('resident');
  const { next, answers } = readAnswers(query);
  useFocusOnQuestion(next);
  const progress =
    next === null ? null : (
      <p className="quiet">
        第 {ORDER.indexOf(next) + 1} 问，共 {ORDER.length} 问；不用登录。
      </p>
    );
  const put = (more: Readonly<Record<string, string>>): void =>
    setQuery((before) => new URLSearchParams({ ...Object.fromEntries(before), ...more }));
  if (next === null) return <Result answers={answers} />;
  if (next === 'home')
    return (
      <>
        {progress}
        <PlaceQuestion key="home" title="医保参在哪里？" onChosen={(home) => put({ home, insurance })}>
          <fieldset>
            <legend>哪种医保</legend>
            {(['resident', 'employee'] as const).map((word) => (
              <label key={word} className="tick">
                <input
                  type="radio"
                  name="insurance"
                  checked={insurance === word}
                  onChange={() => setInsurance(word)}
                />
                {LABELS.insuranceType[word]}
              </label>
            ))}
          </fieldset>
        </PlaceQuestion>
      </>
    );
  if (next === 'destination')
    return (
      <>
        {progress}
        <PlaceQuestion
          key="destination"
          title="去哪里看病？"
          onChosen={(destination) => put({ destination })}
        />
      </>
    );
  return (
    <>
      {progress}
      <Asked name={next} query={query} />
    </>
  );
}
