import type { Migration } from '@zhijie/database';

/**
 * Nonces of verified header signatures (x-tif), as digests, until their signature is too old anyway. Each new
 * one sweeps expired ones, so that the table holds what came within an hour and little more. Like a received
 * message the row is not waited for: any later commit flushes it; only a power cut can forget the last
 * moments, and their calls are still idempotent by message id.
 */
export const headerNonceMigration: Migration = {
  id: 'care-025-header-nonce',
  sql: `
CREATE TABLE care.header_nonce (
  digest bytea PRIMARY KEY,
  expires_at bigint NOT NULL
);
CREATE INDEX ON care.header_nonce (expires_at);

-- True when the nonce is new.
CREATE FUNCTION care.remember_nonce(p_digest bytea, p_now bigint, p_expires bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  DELETE FROM care.header_nonce WHERE digest IN (
    SELECT digest FROM care.header_nonce WHERE expires_at <= p_now AND digest <> p_digest
    ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED);
  INSERT INTO care.header_nonce (digest, expires_at) VALUES (p_digest, p_expires)
  ON CONFLICT (digest) DO UPDATE SET expires_at = excluded.expires_at
    WHERE care.header_nonce.expires_at <= p_now;
  RETURN FOUND;
END $$;
`,
};
