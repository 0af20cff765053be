/** Booking: what is booked; a new one step by step; one by itself. The address holds the step. */
import { Link, useSearchParams } from 'react-router';
import { useReadPages } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { ForPerson } from '../enter.tsx';
import { ForWhom } from './for-whom.tsx';
import { NewBooking } from './new-booking.tsx';
import { OneBooking } from './one-booking.tsx';
import { addressOfBooking, type Booking, LIST, TONES, whenText } from './words.ts';

function BookingLine({ booking }: { booking: Booking }) {
  const { providerName, departmentName, doctorName, startsAt, state, label, fee } = booking;
  return (
    <li>
      <Link className="bill-card" to={addressOfBooking(booking)}>
        <span className="bill-head">
          <strong>{whenText(startsAt)}</strong>
          <Status tone={TONES[state]}>{label}</Status>
        </span>
        <span>
          {providerName} · {departmentName} {doctorName}
        </span>
        <small>挂号费 {yuanText(fee)}</small>
      </Link>
    </li>
  );
}

function List() {
  const bookings = useReadPages(LIST, { query: {} }, (answer) => answer.bookings, 'before');
  const { rows, data, hasNextPage, isFetchingNextPage, fetchNextPage } = bookings;
  return (
    <>
      <h1>预约挂号</h1>
      <p>先选医院和时间，挂号费现在付或到医院付。规定时间以前退号，付过的钱全部退回。</p>
      <ForWhom />
      <p className="actions">
        <Link className="main-button" to="/booking?new=1">
          约一个号
        </Link>
      </p>
      <h2>约过的号</h2>
      <Loaded
        of={{ ...bookings, data: data && rows }}
        what="预约"
        emptyText={(list) => (list.length === 0 ? '还没有约过' : null)}
      >
        {(list) => (
          <ul className="cards">
            {list.map((booking) => (
              <BookingLine key={booking.bookingId} booking={booking} />
            ))}
          </ul>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          更早的预约
        </button>
      ) : null}
    </>
  );
}

function Page() {
  const [query] = useSearchParams();
  const [providerId, bookingId] = [query.get('provider'), query.get('booking')];
  if (providerId !== null && bookingId !== null)
    return <OneBooking providerId={providerId} bookingId={bookingId} />;
  return query.has('new') ? <NewBooking /> : <List />;
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
