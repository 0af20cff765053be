/** Which hospital or pharmacy settles a kind of care directly, anywhere; nobody has to sign in to ask. */
import { LABELS } from '@zhijie/kernel';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { DISEASE } from '../../../src/texts/words.ts';
import type { AnswerOf, QueryOf } from '../../api/call.ts';
import { useRead, useReadPages } from '../../api/use.ts';
import { useElder } from '../../ui/elder.tsx';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';

const FIND = 'GET /api/institutions';
type Care = QueryOf<typeof FIND>['care'];
type Found = AnswerOf<typeof FIND>['institutions'][number];
type Asked = { readonly area: string; readonly care: Care; readonly name: string; readonly disease: string };

const CARES: Readonly<Record<Care, string>> = {
  outpatient: '门诊',
  inpatient: '住院',
  chronic: '慢特病',
  pharmacy: '药店买药',
};
const WORDS = Object.keys(CARES) as Care[];
const QUERY = ['area', 'care', 'name', 'disease'] as const;
/** One name, one line: several codes may be one disease to people. */
const DISEASES = Object.entries(DISEASE).filter(
  ([, name], index, all) => all.findIndex(([, other]) => other === name) === index,
);

/** Why not, and what that means for the money. */
function reasonOf({ isSuspended }: Found, care: Care): string {
  if (isSuspended) return '医保结算已暂停。在这里要先自己付，再回参保地手工报销。';
  return `没有开通跨省${CARES[care]}。在这里要先自己付，再回参保地手工报销。`;
}

function FoundCard({ found, asked }: { found: Found; asked: Asked }) {
  const { name, place, level, providerId, kind, isOpen, diseases } = found;
  const { care } = asked;
  const label = LABELS.providerLevel[level as keyof typeof LABELS.providerLevel] ?? level;
  return (
    <li className="card">
      <h2>{name}</h2>
      <p>
        <Status tone={isOpen ? 'good' : 'stop'}>
          {isOpen ? `${CARES[care]}能直接结算` : `${CARES[care]}不能直接结算`}
        </Status>
      </p>
      {isOpen ? null : <p>{reasonOf(found, care)}</p>}
      {care === 'chronic' && diseases.length > 0 ? <p>可以直接结算：{diseases.join('、')}</p> : null}
      <p className="quiet">
        {place} · {kind === 'pharmacy' ? '药店' : label} · {providerId}
      </p>
    </li>
  );
}

function CityField({ value, onChange }: { value: string; onChange(area: string): void }) {
  const places = useRead('GET /api/places', {});
  return (
    <Loaded of={places} what="城市">
      {(answer) => (
        <>
          <label htmlFor="network-area">哪个城市</label>
          <select id="network-area" value={value} onChange={({ target }) => onChange(target.value)}>
            <option value="">全部城市</option>
            {answer.places.map(({ area, name }) => (
              <option key={area} value={area}>
                {name}
              </option>
            ))}
          </select>
        </>
      )}
    </Loaded>
  );
}

type FormProps = { readonly asked: Asked; readonly onAsk: (asked: Asked) => void };

function AskForm({ asked, onAsk }: FormProps) {
  const [wish, setWish] = useState(asked);
  const change = (own: Partial<Asked>): void => setWish({ ...wish, ...own });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    onAsk(wish.care === 'chronic' ? wish : { ...wish, disease: '' });
  };
  return (
    <form className="form" onSubmit={send}>
      <CityField value={wish.area} onChange={(area) => change({ area })} />
      <label htmlFor="network-care">看哪一类</label>
      <select
        id="network-care"
        value={wish.care}
        onChange={({ target }) => change({ care: target.value as Care })}
      >
        {WORDS.map((care) => (
          <option key={care} value={care}>
            {CARES[care]}
          </option>
        ))}
      </select>
      {wish.care === 'chronic' ? (
        <>
          <label htmlFor="network-disease">哪一种慢特病</label>
          <select
            id="network-disease"
            value={wish.disease}
            onChange={({ target }) => change({ disease: target.value })}
          >
            <option value="">全部</option>
            {DISEASES.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </>
      ) : null}
      <label htmlFor="network-name">医院或药店名称（可以只写几个字）</label>
      <input
        id="network-name"
        type="search"
        maxLength={60}
        value={wish.name}
        onChange={({ target }) => change({ name: target.value })}
      />
      <button type="submit" className="main-button">
        查一查
      </button>
    </form>
  );
}

const given = ({ area, care, name, disease }: Asked) => ({
  care,
  ...(area === '' ? {} : { area }),
  ...(name.trim() === '' ? {} : { name: name.trim() }),
  ...(disease === '' ? {} : { disease }),
});

/** Elder mode shows fewer at a time. */
const FEW = 4;

function Answer({ asked }: { asked: Asked }) {
  const { isElder } = useElder();
  const [shown, setShown] = useState(FEW);
  const pages = useReadPages(FIND, { query: given(asked) }, (answer) => answer.institutions);
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const list = isElder ? rows.slice(0, shown) : rows;
  const more = (): void => {
    setShown(shown + FEW);
    if (!isElder || shown + FEW > rows.length) void fetchNextPage();
  };
  return (
    <section aria-labelledby="network-found">
      <h2 id="network-found">查到的{asked.care === 'pharmacy' ? '药店' : '医院'}</h2>
      <Loaded
        of={{ ...pages, data: data?.pages[0] }}
        what="医院名单"
        emptyText={() => (rows.length === 0 ? '没有查到。请少写几个字，或换一个城市' : null)}
      >
        {({ total }) => (
          <>
            <p role="status">共 {total} 家，能直接结算的在前。</p>
            <ul className="cards">
              {list.map((found) => (
                <FoundCard key={found.providerId} found={found} asked={asked} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      {hasNextPage || list.length < rows.length ? (
        <button type="button" disabled={isFetchingNextPage} onClick={more}>
          看后面的
        </button>
      ) : null}
    </section>
  );
}

export function Component() {
  const { query, change } = useUrlQuery(QUERY);
  const care = WORDS.find((one) => one === query.care) ?? 'outpatient';
  const { area = '', name = '', disease = '' } = query;
  const asked: Asked = { area, care, name, disease };
  return (
    <>
      <h1>哪里能直接结算</h1>
      <p>看门诊、住院、慢特病、买药要分别开通。能直接结算的，出示医保码只付自己那一份；去外省先备案。</p>
      <AskForm asked={asked} onAsk={(wish) => change({ ...wish })} />
      <Answer key={JSON.stringify(asked)} asked={asked} />
      <p className="actions">
        <Link to="/filing">去外省，问怎么备案</Link>
      </p>
    </>
  );
}
