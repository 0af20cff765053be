import { decryptField, encryptField, type FieldKey, toHex } from '@zhijie/crypto';
import { type Database, type Executor, type Migration, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Ask, type Handlers, NoAnswer, NotDelivered, type RequestOf, routeOf } from '@zhijie/exchange';
import { type Clock, type Instant, ok } from '@zhijie/kernel';

/**
 * What two provinces write to each other about an inquiry or a ticket. It names persons: it is encrypted
 * here, travels sealed, and the nation never has it. Each side keeps its own file (procedures B-06).
 */
export const notesMigration: Migration = {
  id: 'province-010-cooperation',
  sql: `
CREATE SCHEMA cooperation;
CREATE TABLE cooperation.note (
  note_id text PRIMARY KEY,
  ticket_id text NOT NULL,
  from_province text NOT NULL CHECK (from_province ~ '^[0-9]{2}$'),
  to_province text NOT NULL CHECK (to_province ~ '^[0-9]{2}$'),
  sealed text NOT NULL,
  written_at bigint NOT NULL,
  written_by text NOT NULL,
  delivered_at bigint
);
COMMENT ON COLUMN cooperation.note.sealed IS 'Facts as JSON, encrypted under the field key';
CREATE INDEX note_ticket ON cooperation.note (ticket_id, written_at);
CREATE INDEX note_waiting ON cooperation.note (written_at) WHERE delivered_at IS NULL;
-- Each side keeps its own business file (procedures B-06): a note is delivered, never changed or removed.
CREATE FUNCTION cooperation.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append_only' USING DETAIL = TG_TABLE_NAME || ' ' || TG_OP;
END $$;
CREATE TRIGGER note_append_only BEFORE DELETE OR UPDATE OF note_id, ticket_id, from_province, to_province,
  sealed, written_at, written_by ON cooperation.note
  FOR EACH ROW EXECUTE FUNCTION cooperation.refuse_change();
CREATE TABLE cooperation.access_log (
  read_at bigint NOT NULL,
  actor_id text NOT NULL,
  ticket_id text NOT NULL,
  notes integer NOT NULL
);
`,
};

export type NotesDeps = {
  readonly node: string;
  readonly db: Database;
  readonly now: Clock;
  readonly fieldKeys: readonly FieldKey[];
  readonly ask: Ask;
};

export type Note = {
  readonly noteId: string;
  readonly ticketId: string;
  readonly from: string;
  readonly to: string;
  readonly writtenAt: Instant;
  readonly writtenBy: string;
  readonly facts: Readonly<Record<string, string>>;
};
type StoredNote = Omit<Note, 'facts'> & { readonly sealed: string };

const ADD = statement(
  'cooperation-add-note',
  `INSERT INTO cooperation.note (note_id, ticket_id, from_province, to_province, sealed, written_at,
     written_by, delivered_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING note_id`,
);
const NOTE = `note_id AS "noteId", ticket_id AS "ticketId", from_province AS "from", to_province AS "to",
  sealed, written_at AS "writtenAt", written_by AS "writtenBy"`;
const OF_TICKET = statement(
  'cooperation-notes',
  `SELECT ${NOTE} FROM cooperation.note WHERE ticket_id = $1 ORDER BY written_at, note_id`,
);
const WAITING = statement(
  'cooperation-notes-waiting',
  `SELECT ${NOTE} FROM cooperation.note WHERE delivered_at IS NULL ORDER BY written_at LIMIT 20`,
);
const DELIVERED = statement(
  'cooperation-note-delivered',
  'UPDATE cooperation.note SET delivered_at = $2 WHERE note_id = $1 AND delivered_at IS NULL',
);
const LOG = statement(
  'cooperation-access-log',
  'INSERT INTO cooperation.access_log (read_at, actor_id, ticket_id, notes) VALUES ($1, $2, $3, $4)',
);

/** Keeps a note once; true when it is new. The journal binds the encrypted text, not the person's data. */
async function keep(
  tx: Executor,
  deps: NotesDeps,
  note: Note,
  deliveredAt: Instant | null,
): Promise<boolean> {
  const { noteId, ticketId, from, to, writtenAt, writtenBy, facts } = note;
  const sealed = encryptField(deps.fieldKeys[0]!, JSON.stringify(facts));
  const rows = await tx.query(ADD, [noteId, ticketId, from, to, sealed, writtenAt, writtenBy, deliveredAt]);
  if (rows.length === 0) return false;
  const digest = digestOfNote({ noteId, ticketId, from, to, writtenAt, writtenBy, sealed });
  await appendToJournal(tx, { kind: 'cooperation.note', subject: noteId, digest });
  return true;
}

/** Keeps a note to another province; the background delivers it. */
export function writeNote(deps: NotesDeps, note: Note): Promise<boolean> {
  return deps.db.transaction((tx) => keep(tx, deps, note, null));
}

const ALL = statement(
  'cooperation-notes-in-journal',
  `SELECT ${NOTE}, (SELECT j.digest FROM evidence.journal j WHERE j.kind = 'cooperation.note'
     AND j.subject = n.note_id LIMIT 1) AS digest
   FROM cooperation.note n WHERE note_id > $1 ORDER BY note_id LIMIT 1000`,
);

const digestOfNote = ({ noteId, ticketId, from, to, writtenAt, writtenBy, sealed }: StoredNote): Uint8Array =>
  digestOf({ noteId, ticketId, from, to, writtenAt, writtenBy, sealed });

/** Notes that are not what the journal holds of them; reads all, a page at a time. */
export async function noteInvariants(db: Executor): Promise<NoteBreach[]> {
  const breaches: NoteBreach[] = [];
  for (let after = ''; ; ) {
    const page = await db.query<StoredNote & { digest: Uint8Array | null }>(ALL, [after]);
    for (const { digest, ...note } of page) {
      if (digest !== null && toHex(digest) === toHex(digestOfNote(note))) continue;
      const detail = digest === null ? '存证日志中没有这条协查内容' : '协查内容与存证日志不符';
      breaches.push({ invariant: 'cooperation-note-in-journal', subject: note.noteId, detail });
    }
    if (page.length === 0) return breaches;
    after = page.at(-1)!.noteId;
  }
}
export type NoteBreach = { readonly invariant: string; readonly subject: string; readonly detail: string };

/** A ticket's notes, logged as read. */
export function readNotes(deps: NotesDeps, ticketId: string, actorId: string): Promise<Note[]> {
  return deps.db.transaction(async (tx) => {
    const rows = await tx.query<StoredNote>(OF_TICKET, [ticketId]);
    if (rows.length > 0) await tx.query(LOG, [deps.now(), actorId, ticketId, rows.length]);
    return rows.map(({ sealed, ...note }) => ({ ...note, facts: factsOf(deps, sealed) }));
  });
}

const factsOf = ({ fieldKeys }: NotesDeps, sealed: string): Record<string, string> =>
  JSON.parse(decryptField(fieldKeys, sealed)) as Record<string, string>;

/** Sends what waits, the oldest first; answers how many arrived. The other province keeps a note once. */
export async function deliverNotes(deps: NotesDeps): Promise<number> {
  let delivered = 0;
  for (const { sealed, noteId, ticketId, to, writtenAt, writtenBy } of await deps.db.query<StoredNote>(
    WAITING,
    [],
  )) {
    const route = routeOf({ careArea: `${to}0000`, insuredArea: `${deps.node}0000` });
    const body: RequestOf<'cooperation.note@1'> = {
      noteId,
      ticketId,
      writtenAt,
      writtenBy,
      facts: factsOf(deps, sealed),
    };
    try {
      const answer = await deps.ask('cooperation.note@1', route, body, { to });
      if (!answer.ok) continue;
      await deps.db.query(DELIVERED, [noteId, deps.now()]);
      delivered += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    }
  }
  return delivered;
}

export function noteHandlers(deps: NotesDeps): Handlers {
  return {
    'cooperation.note@1': async ({ writtenAt, ...note }, { from }) => {
      const received = { ...note, writtenAt: writtenAt as Instant, from, to: deps.node };
      await deps.db.transaction((tx) => keep(tx, deps, received, deps.now()));
      return ok({ noteId: note.noteId });
    },
  };
}
