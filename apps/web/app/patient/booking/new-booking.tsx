/** A new booking: hospital, time, how the fee is paid; one step a screen, each in the address. */
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useChange, useRead, useReadPages } from '../../api/use.ts';
import { Loaded, Problem } from '../../ui/state.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { PlaceSelect } from '../filing/place-select.tsx';
import { ForWhom } from './for-whom.tsx';
import { addressOfBooking, LIST, SESSIONS, type Session, whenText } from './words.ts';

/** So many doctors at once; elder mode asks for at most four choices. */
const AT_ONCE = 3;

type HospitalSelectProps = { readonly area: string; readonly onChosen: (providerId: string) => void };

/** Nothing happens before the button is pressed: a list walked by arrow keys must not run away. */
function HospitalSelect({ area, onChosen }: HospitalSelectProps) {
  const [providerId, setProvider] = useState('');
  const institutions = useRead('GET /api/places/{area}/institutions', { path: { area } });
  return (
    <Loaded
      of={institutions}
      what="医院"
      emptyText={(answer) => (answer.institutions.length === 0 ? '这里还没有医院' : null)}
    >
      {(answer) => (
        <>
          <label htmlFor="hospital">哪家医院</label>
          <select
            id="hospital"
            required
            value={providerId}
            onChange={({ target }) => setProvider(target.value)}
          >
            <option value="">请选择</option>
            {answer.institutions
              .filter(({ kind }) => kind === 'hospital')
              .map(({ providerId: id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
          <button
            type="button"
            className="main-button"
            disabled={providerId === ''}
            onClick={() => onChosen(providerId)}
          >
            看医生和时间
          </button>
        </>
      )}
    </Loaded>
  );
}

type TimeCardProps = { readonly session: Session; readonly onChosen: (slot: number) => void };

function TimeCard({ session, onChosen }: TimeCardProps) {
  const { sessionId, departmentName, doctorName, startsAt, fee, free, freeAt, isStopped, kind } = session;
  const [slot, setSlot] = useState(free[0] ?? 0);
  const id = `slot-${sessionId}`;
  return (
    <li className="card">
      <h2>
        {departmentName} {doctorName}
        {kind === 'admission' ? '（住院）' : ''}
      </h2>
      <p>
        {whenText(startsAt)} 起，挂号费 <strong className="money">{yuanText(fee)}</strong>
      </p>
      {free.length === 0 ? (
        <p className="quiet">{isStopped ? '停诊，不能约' : '已约满'}</p>
      ) : (
        <>
          <label htmlFor={id}>还有 {free.length} 个号，选时间</label>
          <select id={id} value={slot} onChange={({ target }) => setSlot(Number(target.value))}>
            {free.map((each, index) => (
              <option key={each} value={each}>
                {freeAt[index]!.slice(-5)}，第 {each} 号
              </option>
            ))}
          </select>
          <p className="actions">
            <button type="button" onClick={() => onChosen(slot)}>
              约{doctorName}
            </button>
          </p>
        </>
      )}
    </li>
  );
}

/** Which hospital it is: the city stands in the address beside it. */
function HospitalName({ providerId }: { providerId: string }) {
  const [query] = useSearchParams();
  const area = query.get('area') ?? '';
  const places = useRead(
    'GET /api/places/{area}/institutions',
    { path: { area } },
    { isEnabled: area !== '' },
  );
  const name = places.data?.institutions.find((one) => one.providerId === providerId)?.name;
  return name === undefined ? null : <p>{name}</p>;
}

function useSessions(providerId: string) {
  return useReadPages(SESSIONS, { path: { providerId }, query: {} }, (answer) => answer.sessions);
}

function Times({ providerId }: { providerId: string }) {
  const [query, setQuery] = useSearchParams();
  const [shown, setShown] = useState(AT_ONCE);
  const pages = useSessions(providerId);
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = (): void => {
    setShown(shown + AT_ONCE);
    if (shown + AT_ONCE >= rows.length && hasNextPage) void fetchNextPage();
  };
  const choose = (session: string, slot: number): void =>
    setQuery({ ...Object.fromEntries(query), session, slot: String(slot) });
  return (
    <>
      <h1>选医生和时间</h1>
      <HospitalName providerId={providerId} />
      <Loaded
        of={{ ...pages, data: data && rows }}
        what="号源"
        emptyText={(list) =>
          list.length === 0 ? '这家医院两周内没有网上的号，请打医院电话或到窗口挂号' : null
        }
      >
        {(list) => (
          <ul className="cards">
            {list.slice(0, shown).map((session) => (
              <TimeCard
                key={session.sessionId}
                session={session}
                onChosen={(slot) => choose(session.sessionId, slot)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {shown < rows.length || hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={more}>
          看后面的
        </button>
      ) : null}
      <p className="actions">
        <Link to="/booking?new=1">换一家医院</Link>
      </p>
    </>
  );
}

type ConfirmProps = { readonly providerId: string; readonly session: Session; readonly slot: number };

function Confirm({ providerId, session, slot }: ConfirmProps) {
  const go = useNavigate();
  const { sessionId, departmentName, doctorName, fee, free, freeAt, cancelUntil } = session;
  const isFree = Number(fee) === 0;
  const [pays, setPays] = useState<'now' | 'at-hospital'>(isFree ? 'at-hospital' : 'now');
  const [usesPersonalAccount, setUses] = useState(true);
  const book = useChange('POST /api/person/booking', {
    changes: [LIST, SESSIONS],
    onDone: ({ booking }) => void go(addressOfBooking(booking), { replace: true }),
  });
  const at = freeAt[free.indexOf(slot)];
  const send = (): void => book.mutate({ body: { providerId, sessionId, slot, pays, usesPersonalAccount } });
  if (at === undefined) return <p className="note">这个号刚被约走，没有扣款。请回去另选一个时间。</p>;
  const choices = { now: '现在付', 'at-hospital': '到医院付' } as const;
  return (
    <>
      <ForWhom />
      <section className="card">
        <h2>{whenText(at)}</h2>
        <HospitalName providerId={providerId} />
        <p>
          {departmentName}，{doctorName}，第 {slot} 号
        </p>
        <p>
          挂号费 <strong className="money">{yuanText(fee)}</strong>
        </p>
        <p className="quiet">
          {whenText(cancelUntil)} 前退号，付过的全部退回。没来也没退，半年内三次后只能到窗口约。
        </p>
      </section>
      {isFree ? null : (
        <fieldset>
          <legend>挂号费怎么付</legend>
          {(['now', 'at-hospital'] as const).map((each) => (
            <label key={each} className="tick">
              <input type="radio" name="pays" checked={pays === each} onChange={() => setPays(each)} />
              {choices[each]}
            </label>
          ))}
          {pays === 'now' ? (
            <label className="tick">
              <input
                type="checkbox"
                checked={usesPersonalAccount}
                onChange={({ target }) => setUses(target.checked)}
              />
              <span>
                先用个人账户
                <small>医保先付，再用个人账户，不够的用手机支付。</small>
              </span>
            </label>
          ) : null}
        </fieldset>
      )}
      {book.error === null ? null : <Problem error={book.error} />}
      <button type="button" className="main-button" disabled={book.isPending} onClick={send}>
        {book.isPending ? '正在约…' : '确认预约'}
      </button>
    </>
  );
}

type ChosenProps = { readonly providerId: string; readonly sessionId: string; readonly slot: number };

function Chosen({ providerId, sessionId, slot }: ChosenProps) {
  const [query] = useSearchParams();
  const area = query.get('area') ?? '';
  const pages = useSessions(providerId);
  const { rows, data } = pages;
  const session = rows.find((each) => each.sessionId === sessionId);
  return (
    <>
      <h1>核对后预约</h1>
      <Loaded
        of={{ ...pages, data: data && { session } }}
        what="号源"
        emptyText={(answer) => (answer.session === undefined ? '这个班次已经没有了，请另选' : null)}
      >
        {(answer) => <Confirm providerId={providerId} session={answer.session!} slot={slot} />}
      </Loaded>
      <p className="actions">
        <Link to={`/booking?${new URLSearchParams({ new: '1', area, provider: providerId })}`}>另选时间</Link>
      </p>
    </>
  );
}

export function NewBooking() {
  const [query, setQuery] = useSearchParams();
  const [area, setArea] = useState('');
  const [providerId, sessionId] = [query.get('provider'), query.get('session')];
  if (providerId !== null && sessionId !== null)
    return <Chosen {...{ providerId, sessionId }} slot={Number(query.get('slot'))} />;
  if (providerId !== null) return <Times providerId={providerId} />;
  return (
    <>
      <h1>去哪里看病</h1>
      <div className="form">
        <PlaceSelect label="哪个城市" value={area} onChange={setArea} />
        {area === '' ? null : (
          <HospitalSelect area={area} onChosen={(provider) => setQuery({ new: '1', area, provider })} />
        )}
      </div>
    </>
  );
}
