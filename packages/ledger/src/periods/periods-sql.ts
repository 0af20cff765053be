/**
 * Closed months of a ledger. Closing has two steps, because a posting under way may have looked before the
 * announcement and store after it: announce (new postings are refused from that commit on), then seal once
 * every transaction that could have looked earlier is over. No posting ever waits for a close.
 */
export const PERIODS = `
CREATE TABLE $S.period (
  month text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  announced_at bigint NOT NULL,
  -- Transactions below this number may still store into the month; set by the first look of seal_period.
  drained_below xid8,
  closed_at bigint,
  transfers bigint,
  turnover bigint,
  CONSTRAINT sealed_whole CHECK ((closed_at IS NULL) = (transfers IS NULL)
    AND (closed_at IS NULL) = (turnover IS NULL) AND (closed_at IS NULL OR drained_below IS NOT NULL))
);
CREATE FUNCTION $S.refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL AND NEW.month = OLD.month
    AND NEW.announced_at = OLD.announced_at THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_SCHEMA || '.period ' || TG_OP;
END $$;
CREATE TRIGGER period_stays BEFORE UPDATE OR DELETE ON $S.period
  FOR EACH ROW EXECUTE FUNCTION $S.refuse_reopening();
CREATE TRIGGER period_never_emptied BEFORE TRUNCATE ON $S.period
  FOR EACH STATEMENT EXECUTE FUNCTION $S.refuse_change();

-- A month up to the last announced one takes nothing more: money for it goes into the next as a new transfer.
CREATE FUNCTION $S.is_closed(p_month text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_month <= (SELECT max(month) FROM $S.period);
$$;

-- 'announced', 'exists', or 'earlier_month': a later month was announced before.
CREATE FUNCTION $S.announce_close(p_month text, p_at bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE $S.period IN SHARE ROW EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM $S.period WHERE month = p_month) THEN RETURN 'exists'; END IF;
  IF $S.is_closed(p_month) THEN RETURN 'earlier_month'; END IF;
  INSERT INTO $S.period (month, announced_at) VALUES (p_month, p_at);
  RETURN 'announced';
END $$;

-- 'closed', 'exists', 'draining' (come again) or 'not_announced'. In a transaction after the announcement's.
-- A posting gets its transaction number before it looks for closed months a second time. Whoever has a number
-- at or above the snapshot's end here looks after the announcement; whoever is below is waited for.
CREATE FUNCTION $S.seal_period(p_month text, p_at bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  known $S.period;
BEGIN
  SELECT * INTO known FROM $S.period WHERE month = p_month FOR UPDATE;
  IF NOT FOUND THEN RETURN 'not_announced'; END IF;
  IF known.closed_at IS NOT NULL THEN RETURN 'exists'; END IF;
  IF known.drained_below IS NULL THEN
    UPDATE $S.period SET drained_below = pg_snapshot_xmax(pg_current_snapshot()) WHERE month = p_month;
    RETURN 'draining';
  END IF;
  IF pg_snapshot_xmin(pg_current_snapshot()) < known.drained_below THEN RETURN 'draining'; END IF;
  PERFORM $S.fold();
  UPDATE $S.period p SET closed_at = p_at, transfers = m.transfers, turnover = m.turnover
  FROM (SELECT coalesce(sum(t.transfers), 0) / 2 AS transfers, coalesce(sum(t.debits), 0) AS turnover
        FROM $S.turnover t WHERE t.month = p_month) m
  WHERE p.month = p_month;
  RETURN 'closed';
END $$;
`;
