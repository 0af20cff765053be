/** One booking: when, where, who paid what, paying on, giving back. */
import { useState } from 'react';
import { Link } from 'react-router';
import { useChange, useRead } from '../../api/use.ts';
import { ReadAloud } from '../../ui/read-aloud.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import {
  type Booking,
  isLive,
  isMoving,
  LIST,
  moneyOf,
  ONE,
  reasonText,
  SESSIONS,
  TONES,
  whenText,
} from './words.ts';

const EVERY_SECONDS = 4;

function Legs({ legs }: Pick<Booking, 'legs'>) {
  if (legs.length === 0) return null;
  return (
    <ul className="legs">
      {legs.map(({ legId, name, text, amount }) => (
        <li key={legId}>
          <span className="fall-head">
            <span>
              {name} <small>{text}</small>
            </span>
            {amount === null ? null : <span className="money">{yuanText(amount)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Asked once more what giving back means, before it is done. */
function GiveBack({ booking }: { booking: Booking }) {
  const [isSure, setSure] = useState(false);
  const { providerId, bookingId, fee, pays, cancelUntil } = booking;
  const back = useChange('POST /api/person/booking/{providerId}/{bookingId}/cancellation', {
    changes: [ONE, LIST, SESSIONS],
    isKeyed: false,
  });
  const what = pays === 'now' ? `付过的挂号费按原路退回，至多 ${yuanText(fee)}` : '没有付过钱，不用退费';
  return (
    <>
      {back.error === null ? null : <Problem error={back.error} />}
      {isSure ? (
        <section className="note" aria-label="确认退号">
          <p>退号后这个时间让给别人；{what}。</p>
          <p className="actions">
            <button
              type="button"
              disabled={back.isPending}
              onClick={() => back.mutate({ path: { providerId, bookingId }, body: {} })}
            >
              确认退号
            </button>
            <button type="button" onClick={() => setSure(false)}>
              不退，保留
            </button>
          </p>
        </section>
      ) : (
        <p className="actions">
          <button type="button" onClick={() => setSure(true)}>
            退号
          </button>
          <small>{whenText(cancelUntil)} 前可以退</small>
        </p>
      )}
    </>
  );
}

function Shown({ booking }: { booking: Booking }) {
  const { providerName, departmentName, doctorName, startsAt, slot, state, label } = booking;
  const { payment, settlementId, legs, kind } = booking;
  const money = moneyOf(booking);
  const who = `${providerName}，${departmentName}，${doctorName}，${slot}号`;
  const spoken = `${whenText(startsAt)}，${who}。${label}。${money}`;
  const reason = isLive(booking) ? null : reasonText(booking);
  const page = state === 'waiting' ? (payment?.page ?? null) : null;
  return (
    <>
      <section className="card">
        <h2>{whenText(startsAt)}</h2>
        <p>
          <Status tone={TONES[state]}>{label}</Status>
        </p>
        <p>
          {providerName}，{departmentName}
          {kind === 'admission' ? '（住院）' : ''}，{doctorName}，第 {slot} 号
        </p>
        <ReadAloud text={spoken} />
      </section>
      <section className="card" aria-labelledby="booking-money">
        <h2 id="booking-money">钱在哪里</h2>
        <p role="status">{money}</p>
        {reason === null ? null : <p className="note">原因：{reason}</p>}
        <Legs legs={legs} />
        {payment?.deadline == null ? null : <p>{payment.deadline} 前没有付清，号放回去，付过的全部退回。</p>}
        {page === null ? null : (
          <p className="actions">
            <a className="main-button" href={page}>
              去付款
            </a>
          </p>
        )}
        {settlementId === null ? null : (
          <p className="actions">
            <Link to={`/bills/${settlementId}`}>看这张账单</Link>
          </p>
        )}
      </section>
      {isLive(booking) ? <GiveBack booking={booking} /> : null}
    </>
  );
}

export function OneBooking({ providerId, bookingId }: Pick<Booking, 'providerId' | 'bookingId'>) {
  const [isWaiting, setWaiting] = useState(true);
  const every = isWaiting ? { everySeconds: EVERY_SECONDS } : {};
  const booking = useRead(ONE, { path: { providerId, bookingId } }, every);
  const moves = booking.data === undefined || isMoving(booking.data.booking);
  if (moves !== isWaiting) setWaiting(moves);
  return (
    <>
      <h1>一个预约</h1>
      <Loaded of={booking} what="预约">
        {(answer) => <Shown booking={answer.booking} />}
      </Loaded>
      <p className="actions">
        <Link to="/booking">看约过的号</Link>
      </p>
    </>
  );
}
