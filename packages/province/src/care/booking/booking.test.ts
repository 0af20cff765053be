import { statement, useTestDatabase } from '@zhijie/database';
import { type Actor, fen, type Instant, instant } from '@zhijie/kernel';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { provinceMigrations } from '../../province.ts';
import { HOSPITAL } from '../../testing/hospital.ts';
import { type TestNetwork, testNetwork } from '../../testing/network.ts';
import { bookingBreaches } from './invariants.ts';
import { timeOf } from './rules.ts';
import { bookSlot, cancelBooking, noteNoShow, publishSessions, stopSession } from './service.ts';
import type { Booking, BookingSession } from './store.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
const providerId = HOSPITAL;
const STAFF: Actor = {
  id: '0001',
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};
const HOUR = 3_600_000;
const deps = () => network.care.care.deps;
const now = (): Instant => deps().now();

const session = (sessionId: string, from: number): BookingSession => {
  const startsAt = instant(now() + from);
  return {
    ...{ providerId, sessionId, kind: 'outpatient', departmentCode: '0300', departmentName: '内科' },
    ...{ doctorCode: 'D1', doctorName: '示例医师', slots: 20, fee: fen(0), itemCode: null },
    ...{ diagnosisCode: 'J18.900', diagnosisName: '肺炎' },
    startsAt,
    endsAt: instant(startsAt + HOUR),
    cancelUntil: startsAt,
  };
};
const actorOf = (personId: string): Actor => ({
  id: personId,
  kind: 'person',
  node: '99',
  areas: [],
  roles: [],
});
let keys = 0;
const bookFor = (personId: string, sessionId: string, slot: number) =>
  bookSlot(deps(), actorOf(personId), {
    ...{ providerId, sessionId, slot, methods: null, usesAccount: true },
    requestKey: `K${++keys}`,
    person: {
      ...{ personId, name: '李示例', certificateNumber: '1', insuredArea: '990100' },
      insuranceType: 'resident',
    },
  });
const codeOf = (done: Awaited<ReturnType<typeof bookFor>>): string =>
  done.ok ? 'booked' : done.refusal.code;
async function publish(...sessions: BookingSession[]): Promise<void> {
  expect(await publishSessions(deps(), STAFF, { providerId, sessions })).toMatchObject({ ok: true });
}

beforeAll(async () => {
  network = await testNetwork({ care, insured });
});

test('a session is divided into whole minutes, without a gap', () => {
  const whole = { startsAt: instant(0), endsAt: instant(50 * 60_000), slots: 7 };
  const times = Array.from({ length: 7 }, (_, index) => timeOf(whole, index + 1));
  expect(times[0]!.startsAt).toBe(0);
  expect(times[6]!.endsAt).toBe(whole.endsAt);
  for (const [index, { startsAt, endsAt }] of times.entries()) {
    expect(startsAt % 60_000).toBe(0);
    if (index > 0) expect(startsAt).toBe(times[index - 1]!.endsAt);
    expect(endsAt).toBeGreaterThan(startsAt);
  }
});

describe('PS7 no slot and no person is booked twice', () => {
  it('sixteen persons ask for one slot at once: one has it, the others are told', async () => {
    await publish(session('one', 48 * HOUR));
    const asked = Array.from({ length: 16 }, (_, index) => bookFor(`P-one-${index}`, 'one', 3));
    const codes = (await Promise.all(asked)).map(codeOf).sort();
    expect(codes).toEqual(['booked', ...Array.from({ length: 15 }, () => 'booking-slot-taken')]);
  });

  it('one person asks sixteen times at once for sixteen doctors of the same hour: one is booked', async () => {
    const names = Array.from({ length: 16 }, (_, index) => `same-${index}`);
    await publish(...names.map((name) => session(name, 72 * HOUR)));
    const done = await Promise.all(names.map((name) => bookFor('P-same', name, 1)));
    const codes = done.map(codeOf).sort();
    expect(codes).toEqual(['booked', ...Array.from({ length: 15 }, () => 'booking-person-busy')]);
    expect(await bookingBreaches(care)).toEqual([]);
  });

  it('a slot that was given back is free, and a stop ends the rest', async () => {
    await publish(session('again', 96 * HOUR));
    const first = await bookFor('P-again-1', 'again', 1);
    const { bookingId } = (first as { value: Booking }).value;
    const stranger = await cancelBooking(deps(), actorOf('P-other'), { providerId, bookingId });
    expect(stranger).toMatchObject({ refusal: { code: 'booking-unknown' } });
    const back = await cancelBooking(deps(), actorOf('P-again-1'), { providerId, bookingId });
    expect(back).toMatchObject({ value: { state: 'cancelled' } });
    expect(codeOf(await bookFor('P-again-2', 'again', 1))).toBe('booked');
    expect(await stopSession(deps(), STAFF, { providerId, sessionId: 'again' })).toEqual({
      ok: true,
      value: { stopped: 1 },
    });
    expect(codeOf(await bookFor('P-again-3', 'again', 1))).toBe('booking-session-stopped');
  });

  it('three missed visits in half a year end booking from afar; the window books still', async () => {
    await publish(...[1, 2, 3, 4].map((each) => session(`miss-${each}`, (120 + 24 * each) * HOUR)));
    for (const each of [1, 2, 3]) {
      const booked = await bookFor('P-miss', `miss-${each}`, 1);
      await noteNoShow(deps(), (booked as { value: Booking }).value);
    }
    expect(codeOf(await bookFor('P-miss', 'miss-4', 1))).toBe('booking-no-shows');
  });

  it('the doctor finds a person booked twice and a step that is missing', async () => {
    await care.query(
      statement(
        'test-booking-twice',
        `INSERT INTO care.booking (provider_id, booking_id, session_id, slot, person_id, insured_area,
           insurance_type, name_sealed, certificate_sealed, digest, booked_by, booked_at, starts_at, ends_at,
           uses_account, state, changed_at)
         SELECT provider_id, 'BX', session_id, 19, person_id, insured_area, insurance_type, name_sealed,
           certificate_sealed, digest, booked_by, booked_at, starts_at, ends_at, uses_account, state, 0
         FROM care.booking WHERE person_id = 'P-same'`,
      ),
      [],
    );
    const found = (await bookingBreaches(care)).map(({ invariant }) => invariant);
    expect(new Set(found)).toEqual(new Set(['booked-once-at-a-time', 'booking-is-its-steps']));
  });
});
