import { type Executor, statement } from '@zhijie/database';
import type { CareBreach } from '../doctor/invariants.ts';

const UNPAID = statement(
  'care-doctor-booking-unpaid',
  `SELECT b.booking_id AS subject FROM care.booking b
   LEFT JOIN care.act a ON a.provider_id = b.provider_id AND a.act_id = b.act_id
   WHERE b.state IN ('cancelled', 'lapsed', 'no-show') AND a.word NOT IN ('undone', 'failed')
     OR b.state = 'registered' AND a.act_id IS NULL
   ORDER BY 1 LIMIT 100`,
);
const TWICE = statement(
  'care-doctor-booking-twice',
  `SELECT b.booking_id AS subject FROM care.booking b
   WHERE b.state IN ('waiting', 'booked', 'registered') AND EXISTS (SELECT FROM care.booking o
     WHERE o.person_id = b.person_id AND o.booking_id <> b.booking_id
       AND o.state IN ('waiting', 'booked', 'registered', 'arrived')
       AND o.starts_at < b.ends_at AND o.ends_at > b.starts_at)
   ORDER BY 1 LIMIT 100`,
);
const STEPS = statement(
  'care-doctor-booking-steps',
  `SELECT b.booking_id AS subject FROM care.booking b
   LEFT JOIN care.booking_step s USING (provider_id, booking_id, version)
   WHERE s.state IS DISTINCT FROM b.state ORDER BY 1 LIMIT 100`,
);

/** Nobody's money is kept for a slot given back; nobody is booked twice at a time; a booking is its steps. */
export async function bookingBreaches(db: Executor): Promise<CareBreach[]> {
  const of = async (invariant: string, query: ReturnType<typeof statement>, detail: string) =>
    (await db.query<{ subject: string }>(query, [])).map(({ subject }) => ({ invariant, subject, detail }));
  return [
    ...(await of('booking-keeps-no-money', UNPAID, 'PS7: it is over and its bill is not undone.')),
    ...(await of('booked-once-at-a-time', TWICE, 'PS7: its person has another booking at that time.')),
    ...(await of('booking-is-its-steps', STEPS, 'Its state is not that of its last step.')),
  ];
}
