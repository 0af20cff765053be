import type { Migration } from '../migrations.ts';

/**
 * Schema `node`: what every node keeps to deliver and to be punctual. All of it is written in the transaction
 * of the state it belongs to. Instants are epoch milliseconds given by the caller, never the server's clock.
 */
export const nodeMigrations: readonly Migration[] = [
  {
    id: 'node-001-delivery',
    sql: `
CREATE SCHEMA node;

CREATE TABLE node.outbox (
  id text PRIMARY KEY,
  destination text NOT NULL,
  message text NOT NULL,
  payload bytea NOT NULL,
  created_at bigint NOT NULL,
  next_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  done_at bigint,
  last_error text
);
CREATE INDEX outbox_open ON node.outbox (next_at, created_at, id) WHERE done_at IS NULL;

CREATE TABLE node.inbox (
  message_id text PRIMARY KEY,
  received_at bigint NOT NULL,
  answer bytea NOT NULL
);

CREATE TABLE node.timer (
  name text PRIMARY KEY,
  due_at bigint NOT NULL,
  payload text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  last_error text
);
CREATE INDEX timer_due ON node.timer (due_at, name);

CREATE FUNCTION node.enqueue(p_id text, p_destination text, p_message text, p_payload bytea, p_at bigint)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO node.outbox (id, destination, message, payload, created_at, next_at)
  VALUES (p_id, p_destination, p_message, p_payload, p_at, p_at)
  ON CONFLICT (id) DO NOTHING;
$$;

CREATE FUNCTION node.withdraw(p_id text, p_at bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE node.outbox SET done_at = p_at WHERE id = p_id AND done_at IS NULL;
  RETURN FOUND;
END $$;

CREATE FUNCTION node.remember(p_message_id text, p_at bigint, p_answer bytea)
RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  stored bytea;
BEGIN
  INSERT INTO node.inbox (message_id, received_at, answer) VALUES (p_message_id, p_at, p_answer)
  ON CONFLICT (message_id) DO NOTHING;
  SELECT answer INTO stored FROM node.inbox WHERE message_id = p_message_id;
  RETURN stored;
END $$;

CREATE FUNCTION node.set_timer(p_name text, p_due_at bigint, p_payload text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO node.timer (name, due_at, payload) VALUES (p_name, p_due_at, p_payload)
  ON CONFLICT (name) DO UPDATE
  SET due_at = excluded.due_at, payload = excluded.payload, attempts = 0, last_error = NULL;
$$;

CREATE FUNCTION node.cancel_timer(p_name text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM node.timer WHERE name = p_name;
$$;
`,
  },
];
