import type { Migration } from '@zhijie/database';

/**
 * What each hospital call did, by (institution, message id). The key row holds for ever and is never
 * partitioned by time; the bytes it was answered with, and the message as received, are kept by month, in the
 * row up to a page, and never compressed: sealed bytes do not become shorter.
 */
export const requestKeyMigration: Migration = {
  id: 'care-020-request-key',
  sql: `
CREATE TABLE care.raw_message (
  raw_id bigint GENERATED ALWAYS AS IDENTITY,
  month text NOT NULL,
  provider_id text NOT NULL,
  message_id text NOT NULL,
  interface_number text NOT NULL,
  received_at bigint NOT NULL,
  body_sealed text STORAGE EXTERNAL NOT NULL,
  PRIMARY KEY (month, raw_id)
) PARTITION BY LIST (month);
CREATE TABLE care.raw_message_rest PARTITION OF care.raw_message DEFAULT WITH (toast_tuple_target = 8160);

CREATE TABLE care.stored_answer (
  month text NOT NULL,
  provider_id text NOT NULL,
  message_id text NOT NULL,
  answer_sealed text STORAGE EXTERNAL NOT NULL,
  PRIMARY KEY (month, provider_id, message_id)
) PARTITION BY LIST (month);
CREATE TABLE care.stored_answer_rest PARTITION OF care.stored_answer DEFAULT
  WITH (toast_tuple_target = 8160);

-- 'expected-reversed': reversed before it arrived, a tombstone that never expires.
CREATE TABLE care.request_key (
  provider_id text NOT NULL,
  message_id text NOT NULL,
  interface_number text NOT NULL,
  digest text,
  state text NOT NULL CHECK (state IN ('in-progress', 'done', 'reversed', 'expected-reversed')),
  visit_id text,
  settlement_id text,
  month text NOT NULL,
  raw_id bigint,
  received_at bigint NOT NULL,
  PRIMARY KEY (provider_id, message_id)
);
CREATE INDEX ON care.request_key (provider_id, settlement_id) WHERE settlement_id IS NOT NULL;

-- What is known of a message; null when it is new. The months are looked into only when the key exists: a
-- join would prepare every month for every new message.
CREATE FUNCTION care.key_of(p_provider text, p_message text) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  k care.request_key;
BEGIN
  SELECT * INTO k FROM care.request_key WHERE provider_id = p_provider AND message_id = p_message;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN json_build_object(
    'interfaceNumber', k.interface_number, 'digest', k.digest, 'state', k.state,
    'visitId', k.visit_id, 'settlementId', k.settlement_id,
    'answer', (SELECT a.answer_sealed FROM care.stored_answer a
      WHERE a.month = k.month AND a.provider_id = p_provider AND a.message_id = p_message),
    'body', (SELECT r.body_sealed FROM care.raw_message r WHERE r.month = k.month AND r.raw_id = k.raw_id));
END $$;

-- Keeps the message and reads what the gateway must know first, in one round trip. The commit does not wait
-- for the disk: any later commit of an effect flushes the log up to itself, so the message of an acknowledged
-- effect is as durable as the effect.
CREATE FUNCTION care.receive(p_provider text, p_message text, p_interface text, p_body text, p_month text,
  p_at bigint) RETURNS json LANGUAGE plpgsql AS $$
DECLARE v_raw bigint;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO care.raw_message (month, provider_id, message_id, interface_number, received_at, body_sealed)
  VALUES (p_month, p_provider, p_message, p_interface, p_at, p_body) RETURNING raw_id INTO v_raw;
  RETURN json_build_object(
    'rawId', v_raw,
    'key', care.key_of(p_provider, p_message),
    'stopsUntil', (SELECT max(d.ends_at) FROM care.downtime d
      WHERE d.called_off_at IS NULL AND d.starts_at <= p_at AND d.ends_at > p_at),
    'institution', (SELECT json_build_object(
      'providerId', i.provider_id, 'name', i.name, 'creditCode', i.credit_code, 'kind', i.kind,
      'level', i.level, 'area', i.area, 'agreement', i.agreement,
      'isInpatientOpen', i.is_inpatient_open, 'isOutpatientOpen', i.is_outpatient_open,
      'isChronicOpen', i.is_chronic_open, 'chronicDiseases', to_json(i.chronic_diseases),
      'traceCodesFrom', i.trace_codes_from, 'isReadStrictly', i.is_read_strictly,
      'isVillageClinic', i.is_village_clinic)
      FROM care.institution i WHERE i.provider_id = p_provider));
END $$;

-- True when this call is the first of its key.
CREATE FUNCTION care.claim_request(p_provider text, p_message text, p_interface text, p_digest text,
  p_month text, p_raw bigint, p_at bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO care.request_key (provider_id, message_id, interface_number, digest, state, month, raw_id,
    received_at)
  VALUES (p_provider, p_message, p_interface, p_digest, 'in-progress', p_month, p_raw, p_at)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- A partition of its own for a month that has no rows yet; without one its rows go to the default partition.
CREATE FUNCTION care.prepare_month(p_month text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_suffix text := replace(p_month, '-', '_');
  v_table text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('care.prepare_month', 0));
  FOREACH v_table IN ARRAY ARRAY['raw_message', 'stored_answer'] LOOP
    IF to_regclass(format('care.%I', v_table || '_' || v_suffix)) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE care.%I PARTITION OF care.%I FOR VALUES IN (%L)
          WITH (toast_tuple_target = 8160)', v_table || '_' || v_suffix, v_table, p_month);
      EXCEPTION WHEN check_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION care.finish_request(p_provider text, p_message text, p_visit text, p_settlement text,
  p_answer text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_month text;
BEGIN
  UPDATE care.request_key SET state = 'done',
    visit_id = coalesce(p_visit, visit_id), settlement_id = coalesce(p_settlement, settlement_id)
  WHERE provider_id = p_provider AND message_id = p_message AND state = 'in-progress'
  RETURNING month INTO v_month;
  IF FOUND AND p_answer IS NOT NULL THEN
    INSERT INTO care.stored_answer (month, provider_id, message_id, answer_sealed)
    VALUES (v_month, p_provider, p_message, p_answer);
  END IF;
END $$;
`,
};
