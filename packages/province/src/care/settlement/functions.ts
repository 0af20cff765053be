import type { Migration } from '@zhijie/database';
import { AMOUNT_COLUMNS } from './parts.ts';

const assignments = AMOUNT_COLUMNS.map(([, column], i) => `${column} = p_amounts[${i + 1}]`).join(', ');

const begin = `
-- The intent of a settlement, before anything is sent. 'begun', or why not:
-- 'visit-changed' (read again), 'known-request', 'settlement-pending', 'segment-settled'.
CREATE FUNCTION care.begin_settlement(p jsonb, p_raw bigint, p_bill json) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  v_provider text := p->>'providerId';
  v_visit record;
  v_live text;
BEGIN
  SELECT visit_id, revision, segment, kind, person_id, care_area, insured_area, insurance_type INTO v_visit
  FROM care.visit
  WHERE provider_id = v_provider AND visit_id = p->>'visitId' FOR NO KEY UPDATE;
  IF v_visit.revision <> (p->>'revision')::bigint THEN RETURN 'visit-changed'; END IF;
  INSERT INTO care.request_key (provider_id, message_id, interface_number, digest, state, visit_id,
    settlement_id, month, raw_id, received_at)
  VALUES (v_provider, p->>'messageId', p->>'interfaceNumber', p->>'digest', 'in-progress', v_visit.visit_id,
    p->>'settlementId', p->>'month', p_raw, (p->>'at')::bigint)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'known-request'; END IF;
  SELECT state INTO v_live FROM care.settlement WHERE provider_id = v_provider
    AND visit_id = v_visit.visit_id AND segment = v_visit.segment AND state IN ('pending', 'settled');
  IF v_live IS NOT NULL THEN
    DELETE FROM care.request_key WHERE provider_id = v_provider AND message_id = p->>'messageId';
    RETURN CASE v_live WHEN 'pending' THEN 'settlement-pending' ELSE 'segment-settled' END;
  END IF;
  INSERT INTO care.settlement (provider_id, settlement_id, visit_id, segment, kind, is_interim, state,
    interface_number, message_id, person_id, care_area, insured_area, insurance_type, care_type,
    certificate_type, invoice_number, batch, line_count, bill, requested_at, resolve_after)
  VALUES (v_provider, p->>'settlementId', v_visit.visit_id, v_visit.segment, v_visit.kind,
    (p->>'isInterim')::boolean, 'pending', p->>'interfaceNumber', p->>'messageId', v_visit.person_id,
    v_visit.care_area, v_visit.insured_area, v_visit.insurance_type, p->>'careType',
    p->>'certificateType', p->>'invoiceNumber', p->>'batch', (p->>'lineCount')::integer, p_bill,
    (p->>'at')::bigint, (p->>'resolveAfter')::bigint);
  INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
  VALUES ((p->>'at')::bigint, p->>'actorId', v_provider, v_visit.person_id, 'settle', p->>'messageId');
  RETURN 'begun';
END $$;
`;

const complete = `
-- The decision of the insured side, with everything that follows from it, in one round trip. 'completed';
-- 'reversing' when it is kept only to be reversed; or the state that the settlement was already in.
CREATE FUNCTION care.complete_settlement(p_provider text, p_settlement text, p_settled_at bigint,
  p_month text, p_amounts bigint[], p_decision json, p_balance bigint, p_ids text[], p_debits text[],
  p_credits text[], p_transfer_amounts bigint[], p_codes text[], p_digest bytea, p_answer text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  s record;
  v_state text;
  v_lines integer;
  v_month text;
BEGIN
  UPDATE care.settlement SET state = 'settled', settled_at = p_settled_at, month = p_month,
    decision = p_decision, account_balance = p_balance, ${assignments},
    pool_rate = p_amounts[${AMOUNT_COLUMNS.length + 1}]
  WHERE provider_id = p_provider AND settlement_id = p_settlement AND state = 'pending'
  RETURNING visit_id, kind, is_interim, batch, line_count, message_id INTO s;
  IF NOT FOUND THEN
    SELECT state INTO v_state FROM care.settlement
    WHERE provider_id = p_provider AND settlement_id = p_settlement;
    RETURN v_state;
  END IF;
  UPDATE care.fee_line SET settlement_id = p_settlement
  WHERE provider_id = p_provider AND visit_id = s.visit_id AND settlement_id IS NULL
    AND (s.batch IS NULL OR batch = s.batch);
  GET DIAGNOSTICS v_lines = ROW_COUNT;
  IF v_lines <> s.line_count THEN
    RAISE EXCEPTION 'lines_changed' USING DETAIL = p_settlement;
  END IF;
  UPDATE care.visit SET revision = revision + 1,
    segment = segment + CASE WHEN s.kind = 'outpatient' OR s.is_interim THEN 1 ELSE 0 END
  WHERE provider_id = p_provider AND visit_id = s.visit_id;
  IF cardinality(p_ids) > 0 THEN
    PERFORM care_ledger.post(p_ids, p_debits, p_credits, p_transfer_amounts, p_codes, p_settlement, p_month,
      p_settled_at);
  END IF;
  INSERT INTO evidence.journal (kind, subject, digest) VALUES ('care.settlement', p_settlement, p_digest);
  -- With a reversal under way the key's fate is the reversal's to decide.
  IF EXISTS (SELECT FROM care.reversal
    WHERE provider_id = p_provider AND settlement_id = p_settlement) THEN RETURN 'reversing'; END IF;
  -- As care.finish_request: a function in a function costs as much as what it does.
  UPDATE care.request_key SET state = 'done'
  WHERE provider_id = p_provider AND message_id = s.message_id AND state = 'in-progress'
  RETURNING month INTO v_month;
  IF FOUND THEN
    INSERT INTO care.stored_answer (month, provider_id, message_id, answer_sealed)
    VALUES (v_month, p_provider, s.message_id, p_answer);
  END IF;
  RETURN 'completed';
END $$;
`;

const reverse = `
-- The intent of a reversal: {"outcome": 'begun'|'joined'|'known-request'|'already-reversed'|'never-settled'
-- |'unknown-settlement'|'settled'|'closed', "reversalId", "closedBy"}. A reversal that the node itself asks
-- for has no message and takes back an intent only: 'settled' when a copy of the call was faster; unless an
-- agency ordered it ('orderId'). Once
-- reconciled or confirmed for clearing, a settlement never becomes one that did not happen: a reversal by
-- message is 'closed', one by id is a refund, a negative record of its own month.
CREATE FUNCTION care.begin_reversal(p jsonb, p_raw bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_provider text := p->>'providerId';
  s care.settlement;
  v_reversal care.reversal;
  v_closed text;
BEGIN
  SELECT * INTO s FROM care.settlement
  WHERE provider_id = v_provider AND settlement_id = p->>'settlementId' FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN '{"outcome": "unknown-settlement"}'; END IF;
  IF p->>'messageId' IS NOT NULL AND EXISTS (SELECT FROM care.request_key WHERE provider_id = v_provider
    AND message_id = p->>'messageId') THEN RETURN '{"outcome": "known-request"}'; END IF;
  SELECT * INTO v_reversal FROM care.reversal
  WHERE provider_id = v_provider AND settlement_id = s.settlement_id;
  IF s.state = 'refused' THEN RETURN '{"outcome": "never-settled"}'; END IF;
  IF s.state = 'reversed' THEN
    RETURN jsonb_build_object('outcome', 'already-reversed', 'reversalId', v_reversal.reversal_id);
  END IF;
  IF s.state = 'settled' AND v_reversal.reversal_id IS NULL AND p->>'messageId' IS NULL
    AND p->>'orderId' IS NULL THEN
    RETURN '{"outcome": "settled"}';
  END IF;
  v_closed := care.closed_by(v_provider, s.settlement_id);
  IF v_closed IS NOT NULL AND p->>'reason' = 'unknown-outcome' THEN
    RETURN jsonb_build_object('outcome', 'closed', 'closedBy', v_closed);
  END IF;
  IF p->>'messageId' IS NOT NULL THEN
    IF NOT care.claim_request(v_provider, p->>'messageId', p->>'interfaceNumber', p->>'digest',
      p->>'month', p_raw, (p->>'at')::bigint) THEN RETURN '{"outcome": "known-request"}'; END IF;
    UPDATE care.request_key SET settlement_id = s.settlement_id, visit_id = s.visit_id
    WHERE provider_id = v_provider AND message_id = p->>'messageId';
    INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
    VALUES ((p->>'at')::bigint, p->>'actorId', v_provider, s.person_id, p->>'purpose', p->>'messageId');
  END IF;
  IF p->>'orderId' IS NOT NULL THEN
    INSERT INTO care.access_log (read_at, actor_id, provider_id, person_id, purpose, message_id)
    VALUES ((p->>'at')::bigint, p->>'actorId', v_provider, s.person_id, 'reconcile', p->>'orderId');
  END IF;
  IF v_reversal.reversal_id IS NOT NULL THEN
    -- A call by message that joins an undo by id takes the settlement's message back too: the reason says
    -- so, and the completing commit marks it, whoever makes that.
    UPDATE care.reversal SET message_id = coalesce(message_id, p->>'messageId'),
      reason = CASE WHEN p->>'messageId' IS NOT NULL AND p->>'reason' = 'unknown-outcome'
        THEN 'unknown-outcome' ELSE reason END,
      interface_number = coalesce(interface_number, p->>'interfaceNumber')
    WHERE provider_id = v_provider AND reversal_id = v_reversal.reversal_id;
    RETURN jsonb_build_object('outcome', 'joined', 'reversalId', v_reversal.reversal_id);
  END IF;
  INSERT INTO care.reversal (provider_id, reversal_id, settlement_id, reason, state, interface_number,
    message_id, requested_at, resolve_after)
  VALUES (v_provider, p->>'reversalId', s.settlement_id,
    CASE WHEN v_closed IS NOT NULL THEN 'refund' ELSE p->>'reason' END, 'pending', p->>'interfaceNumber',
    p->>'messageId', (p->>'at')::bigint, (p->>'resolveAfter')::bigint);
  RETURN jsonb_build_object('outcome', 'begun', 'reversalId', p->>'reversalId');
END $$;

-- What the insured side answered to a reversal, with everything that follows. 'completed',
-- or the state that the reversal was already in.
CREATE FUNCTION care.complete_reversal(p_provider text, p_reversal text, p_outcome text,
  p_reversed_at bigint, p_month text, p_balance bigint, p_ids text[], p_debits text[], p_credits text[],
  p_transfer_amounts bigint[], p_codes text[], p_digest bytea, p_answer text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  s care.settlement;
  r care.reversal;
BEGIN
  SELECT t.* INTO s FROM care.settlement t JOIN care.reversal x
    ON x.provider_id = t.provider_id AND x.settlement_id = t.settlement_id
  WHERE x.provider_id = p_provider AND x.reversal_id = p_reversal FOR NO KEY UPDATE OF t;
  SELECT * INTO r FROM care.reversal WHERE provider_id = p_provider AND reversal_id = p_reversal;
  IF r.state <> 'pending' THEN RETURN r.state; END IF;
  IF p_outcome = 'reversed' AND s.state <> 'settled' OR p_outcome = 'never-settled' AND s.state <> 'pending'
  THEN RAISE EXCEPTION 'reversal_disagrees' USING DETAIL = s.settlement_id || ' is ' || s.state; END IF;
  UPDATE care.reversal SET state = p_outcome, account_balance = p_balance,
    reversed_at = CASE p_outcome WHEN 'reversed' THEN p_reversed_at END,
    month = CASE p_outcome WHEN 'reversed' THEN p_month END
  WHERE provider_id = p_provider AND reversal_id = p_reversal;
  UPDATE care.settlement SET state = CASE p_outcome WHEN 'reversed' THEN 'reversed' ELSE 'refused' END
  WHERE provider_id = p_provider AND settlement_id = s.settlement_id;
  IF p_outcome = 'reversed' THEN
    UPDATE care.fee_line SET settlement_id = NULL
    WHERE provider_id = p_provider AND visit_id = s.visit_id AND settlement_id = s.settlement_id;
    UPDATE care.visit SET revision = revision + 1
    WHERE provider_id = p_provider AND visit_id = s.visit_id;
    IF cardinality(p_ids) > 0 THEN
      PERFORM care_ledger.post(p_ids, p_debits, p_credits, p_transfer_amounts, p_codes, p_reversal, p_month,
        p_reversed_at);
    END IF;
  END IF;
  PERFORM evidence.append('care.reversal', p_reversal, p_digest);
  IF r.message_id IS NULL THEN
    DELETE FROM care.request_key
    WHERE provider_id = p_provider AND message_id = s.message_id AND state = 'in-progress';
  ELSE
    UPDATE care.request_key SET state = 'reversed' WHERE provider_id = p_provider
      AND message_id = s.message_id AND (r.reason = 'unknown-outcome' OR state = 'in-progress');
    PERFORM care.finish_request(p_provider, r.message_id, s.visit_id, s.settlement_id, p_answer);
  END IF;
  RETURN 'completed';
END $$;
`;

/** The functions that move a settlement from state to state, each one transaction in one round trip. */
export const settlementFunctionsMigration: Migration = {
  id: 'care-060-settlement-functions',
  sql: begin + complete + reverse,
};
