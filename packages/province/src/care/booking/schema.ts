import type { Migration } from '@zhijie/database';
import { BOOKING_ENDS, BOOKING_STATES, LIVE_STATES } from './words.ts';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Booking of visits (PS7): sessions that an institution publishes, and bookings of their slots. A session is
 * a fact but for its stop; a booking is the last of its steps. One live booking per slot is an index; no two
 * of one person at a time is kept under the person's lock. Fee in fen, moments in ms.
 */
export const bookingMigration: Migration = {
  id: 'care-200-booking',
  sql: `
CREATE TABLE care.booking_session (
  provider_id text NOT NULL REFERENCES care.institution,
  session_id text NOT NULL CHECK (session_id <> ''),
  kind text NOT NULL CHECK (kind IN ('outpatient', 'admission')),
  department_code text NOT NULL,
  department_name text NOT NULL,
  doctor_code text NOT NULL,
  doctor_name text NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  slots integer NOT NULL CHECK (slots BETWEEN 1 AND 200),
  fee bigint NOT NULL CHECK (fee >= 0),
  -- The item of the catalogue that the fee is, and the diagnosis under which a visit is registered.
  item_code text,
  diagnosis_code text NOT NULL,
  diagnosis_name text NOT NULL,
  cancel_until bigint NOT NULL,
  published_by text NOT NULL,
  published_at bigint NOT NULL,
  stopped_at bigint,
  stopped_by text,
  PRIMARY KEY (provider_id, session_id),
  CONSTRAINT booking_session_span CHECK (starts_at < ends_at AND cancel_until <= starts_at),
  CONSTRAINT booking_session_fee CHECK (CASE kind WHEN 'admission' THEN fee = 0 ELSE TRUE END
    AND (fee = 0 OR item_code IS NOT NULL))
);
COMMENT ON TABLE care.booking_session IS 'What can be booked: a doctor''s session and its slots; fen, ms';
CREATE INDEX booking_session_by_time ON care.booking_session (provider_id, starts_at, session_id);

CREATE TABLE care.booking (
  provider_id text NOT NULL,
  booking_id text NOT NULL,
  session_id text NOT NULL,
  slot integer NOT NULL CHECK (slot > 0),
  person_id text NOT NULL,
  insured_area text NOT NULL,
  insurance_type text NOT NULL,
  name_sealed text NOT NULL,
  certificate_sealed text NOT NULL,
  digest text NOT NULL,
  booked_by text NOT NULL,
  booked_at bigint NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  -- Who pays of a fee that is paid at booking; null: nothing is paid before the visit.
  methods jsonb,
  uses_account boolean NOT NULL,
  hold_until bigint,
  state text NOT NULL CHECK (state IN (${list(BOOKING_STATES)})),
  ends_as text CHECK (ends_as IN (${list(BOOKING_ENDS)})),
  reason text,
  visit_id text,
  act_id text,
  reminded_at bigint,
  version integer NOT NULL DEFAULT 1,
  changed_at bigint NOT NULL,
  PRIMARY KEY (provider_id, booking_id),
  FOREIGN KEY (provider_id, session_id) REFERENCES care.booking_session,
  FOREIGN KEY (provider_id, act_id) REFERENCES care.act,
  CONSTRAINT booking_pays CHECK ((methods IS NULL) = (hold_until IS NULL)
    AND (state <> 'waiting' OR methods IS NOT NULL)),
  CONSTRAINT booking_registered CHECK (state NOT IN ('registered', 'arrived') OR visit_id IS NOT NULL),
  CONSTRAINT booking_ending CHECK (state <> 'ending' OR ends_as IS NOT NULL)
);
COMMENT ON TABLE care.booking IS 'Bookings of slots; who is booked is encrypted';
CREATE UNIQUE INDEX booking_slot_once ON care.booking (provider_id, session_id, slot)
  WHERE state IN (${list(LIVE_STATES)});
CREATE INDEX booking_of_person ON care.booking (person_id, starts_at DESC, booking_id DESC);
CREATE INDEX booking_open ON care.booking (starts_at)
  WHERE state IN ('waiting', 'booked', 'registered', 'ending');

CREATE TABLE care.booking_step (
  provider_id text NOT NULL,
  booking_id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  reason text,
  by text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (provider_id, booking_id, version),
  FOREIGN KEY (provider_id, booking_id) REFERENCES care.booking
);
COMMENT ON TABLE care.booking_step IS 'What became of a booking, in order; facts';
CREATE TRIGGER booking_step_append_only BEFORE UPDATE OR DELETE ON care.booking_step
  FOR EACH ROW EXECUTE FUNCTION care.refuse_change();
CREATE FUNCTION care.guard_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN (${list(['arrived', ...BOOKING_ENDS])}) AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'booking % is over', OLD.booking_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER booking_lattice BEFORE UPDATE OR DELETE ON care.booking
  FOR EACH ROW EXECUTE FUNCTION care.guard_booking();
`,
};
