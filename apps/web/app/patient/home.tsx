import { AREA_NAMES, dateOf, type Instant } from '@zhijie/kernel';
import { Link } from 'react-router';
import { COUNTER, STATUS } from '../../src/texts/words.ts';
import type { AnswerOf } from '../api/call.ts';
import { useRead } from '../api/use.ts';
import { useElder } from '../ui/elder.tsx';
import { Money } from '../ui/money.tsx';
import { usePersonSession } from '../ui/person.tsx';
import { Loaded } from '../ui/state.tsx';
import { Status, type Tone } from '../ui/status.tsx';
import { Enter } from './enter.tsx';
import { Icon, type IconName } from './icons.tsx';

type Summary = AnswerOf<'GET /api/person/summary'>;

const VERBS: readonly { to: string; icon: IconName; label: string; hint: string }[] = [
  { to: '/code', icon: 'code', label: '出示医保码', hint: '看病、买药给收费员扫' },
  { to: '/bills', icon: 'bill', label: '看账单', hint: '谁付了多少、为什么' },
  { to: '/filing', icon: 'travel', label: '异地备案', hint: '去外地看病，先问再办' },
  { to: '/help', icon: 'help', label: '找人帮忙', hint: '打电话，请家人代办' },
];

function Verbs() {
  return (
    <ul className="verbs">
      {VERBS.map(({ to, icon, label, hint }) => (
        <li key={to}>
          <Link to={to}>
            <Icon name={icon} />
            <span className="verb">
              <strong>{label}</strong>
              <small>{hint}</small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const INSURANCE = { employee: '职工医保', resident: '居民医保' } as const;
const TONES: Readonly<Record<string, Tone>> = { good: 'good', wait: 'wait', stop: 'stop', plain: 'quiet' };

/** What was used this year, of what is not nothing. */
function Used({ years, insuranceType }: Pick<Summary, 'years'> & { insuranceType: string }) {
  const year = years.find((one) => one.insuranceType === insuranceType);
  const values = new Map(year?.values.map(({ counter, value }) => [counter, value]));
  const rows = COUNTER.filter(([counter]) => (values.get(counter) ?? 0) !== 0);
  if (year === undefined || rows.length === 0) return <p className="quiet">今年还没有用过。</p>;
  return (
    <details>
      <summary>{year.year} 年用了多少</summary>
      <dl className="facts">
        {rows.map(([counter, label, kind]) => (
          <div key={counter}>
            <dt>{label}</dt>
            <dd>{kind === 'count' ? `${values.get(counter)} 次` : <Money fen={values.get(counter)!} />}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Insurance() {
  const summary = useRead('GET /api/person/summary', {});
  return (
    <Loaded
      of={summary}
      what="参保信息"
      emptyText={({ coverages }) => (coverages.length === 0 ? '没有参保记录' : null)}
    >
      {({ coverages, years }) => (
        <>
          {coverages.map(({ insuranceType, insuredArea, status, accountBalance }) => {
            const said = STATUS[status as keyof typeof STATUS];
            return (
              <section className="card" key={insuranceType}>
                <h2>
                  {INSURANCE[insuranceType]} ·{' '}
                  {AREA_NAMES[insuredArea as keyof typeof AREA_NAMES] ?? insuredArea}
                </h2>
                <p>
                  <Status tone={TONES[said.tone]!}>{said.label}</Status>
                </p>
                <p>{said.sentence}</p>
                {insuranceType === 'employee' ? (
                  <p>
                    个人账户余额 <Money fen={accountBalance} isStrong />
                  </p>
                ) : null}
                <Used years={years} insuranceType={insuranceType} />
              </section>
            );
          })}
        </>
      )}
    </Loaded>
  );
}

type Group = {
  readonly id: string;
  readonly title: string;
  readonly links: readonly (readonly [to: string, label: string])[];
};

/** Four at most in each: elder mode shows one of them at a time. */
const MORE: readonly Group[] = [
  {
    id: 'care',
    title: '看病前',
    links: [
      ['/booking', '预约挂号'],
      ['/network', '哪里能直接结算'],
      ['/filings', '我的备案'],
      ['/compare', '同一张账单，三种备案'],
    ],
  },
  {
    id: 'money',
    title: '钱和保险',
    links: [
      ['/family', '个人账户和家庭共济'],
      ['/products', '商业补充保险'],
      ['/credit', '信用就医和亲情付'],
      ['/claims', '手工报销'],
    ],
  },
  {
    id: 'own',
    title: '家人和隐私',
    links: [
      ['/messages', '消息'],
      ['/relatives', '家人代办'],
      ['/consents', '我的同意'],
      ['/access-log', '谁看过我的数据'],
    ],
  },
];

const Links = ({ links }: Pick<Group, 'links'>) => (
  <ul className="links">
    {links.map(([to, label]) => (
      <li key={to}>
        <Link to={to}>{label}</Link>
      </li>
    ))}
  </ul>
);

/** Everything else; in elder mode its groups first, then the one that `chosen` names. */
export function More({ chosen = null }: { chosen?: string | null }) {
  const { isElder } = useElder();
  const group = MORE.find(({ id }) => id === chosen);
  if (group !== undefined) return <Links links={group.links} />;
  if (isElder) return <Links links={MORE.map(({ id, title }) => [`/help?all=${id}`, title] as const)} />;
  return (
    <>
      {MORE.map(({ id, title, links }) => (
        <section key={id} aria-labelledby={`more-${id}`}>
          <h2 id={`more-${id}`}>{title}</h2>
          <Links links={links} />
        </section>
      ))}
    </>
  );
}

export function Component() {
  const { session } = usePersonSession();
  const { isElder } = useElder();
  const { person, now } = session;
  if (person === null)
    return (
      <>
        <h1 className="greeting">看病报销，一码办好</h1>
        <Verbs />
        {isElder ? null : <Enter />}
      </>
    );
  return (
    <>
      <h1 className="greeting">{person.name}，您好</h1>
      <Verbs />
      {isElder ? null : (
        <>
          <Insurance />
          <More />
          <p className="quiet">
            {dateOf(now as Instant)} · {person.maskedNumber}
          </p>
        </>
      )}
    </>
  );
}
