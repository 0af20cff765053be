import { type Executor, statement } from '@zhijie/database';
import type { ActingScope } from '@zhijie/kernel';
import type { DelegateRelation, DelegationMethod, WindowActKind, WindowPaper } from './words.ts';

export type StoredDelegation = {
  readonly delegation_id: string;
  readonly principal_id: string;
  readonly delegate_id: string;
  readonly delegate_name_cipher: string;
  readonly relation: DelegateRelation;
  readonly scopes: readonly ActingScope[];
  readonly is_guardian: boolean;
  readonly method: DelegationMethod;
  readonly verification: string | null;
  readonly granted_by: string;
  readonly granted_at: number;
  /** The last day. */
  readonly ends_on: string;
};

export type DelegationRow = StoredDelegation & {
  readonly ended_at: number | null;
  readonly ended_by: string | null;
  readonly reason: 'revoked' | 'renounced' | 'replaced' | 'by-agency' | null;
};

const insert = statement(
  'insured.delegation.insert',
  `insert into insured.delegation
   select x.* from json_populate_record(null::insured.delegation, $1::json) x`,
);

export async function insertDelegation(tx: Executor, row: StoredDelegation): Promise<void> {
  await tx.query(insert, [JSON.stringify(row)]);
}

const ROWS = `select d.*, e.ended_at, e.ended_by, e.reason from insured.delegation d
  left join insured.delegation_end e on e.delegation_id = d.delegation_id`;

const standing = statement(
  'insured.delegation.standing',
  `${ROWS} where d.principal_id = $1 and d.delegate_id = $2 and d.granted_at <= $3 and d.ends_on >= $4
     and (e.ended_at is null or e.ended_at > $3) order by d.granted_at desc limit 1`,
);

/** The delegation in force at a moment; there is at most one between two persons. */
export async function readStanding(
  db: Executor,
  key: {
    readonly principalId: string;
    readonly delegateId: string;
    readonly at: number;
    readonly on: string;
  },
): Promise<DelegationRow | null> {
  const values = [key.principalId, key.delegateId, key.at, key.on];
  return (await db.query<DelegationRow>(standing, values))[0] ?? null;
}

const one = statement('insured.delegation.one', `${ROWS} where d.delegation_id = $1`);

export async function readDelegation(db: Executor, delegationId: string): Promise<DelegationRow | null> {
  return (await db.query<DelegationRow>(one, [delegationId]))[0] ?? null;
}

const ofPrincipal = statement(
  'insured.delegation.of-principal',
  `${ROWS} where d.principal_id = $1 order by d.granted_at desc, d.delegation_id limit 100`,
);
const ofDelegate = statement(
  'insured.delegation.of-delegate',
  `select d.*, e.ended_at, e.ended_by, e.reason, p.name_cipher from insured.delegation d
   join insured.person p on p.person_id = d.principal_id
   left join insured.delegation_end e on e.delegation_id = d.delegation_id
   where d.delegate_id = $1 and d.ends_on >= $2 and e.ended_at is null
   order by d.granted_at desc, d.delegation_id limit 100`,
);

export const readOfPrincipal = (db: Executor, principalId: string): Promise<DelegationRow[]> =>
  db.query<DelegationRow>(ofPrincipal, [principalId]);

/** Whom somebody acts for on a day. */
export const readOfDelegate = (
  db: Executor,
  delegateId: string,
  on: string,
): Promise<(DelegationRow & { readonly name_cipher: string })[]> => db.query(ofDelegate, [delegateId, on]);

const end = statement(
  'insured.delegation.end',
  `insert into insured.delegation_end (delegation_id, ended_at, ended_by, reason) values ($1, $2, $3, $4)
   on conflict do nothing returning delegation_id`,
);

/** False when it had ended. */
export async function insertEnd(
  tx: Executor,
  made: {
    readonly delegationId: string;
    readonly at: number;
    readonly by: string;
    readonly reason: NonNullable<DelegationRow['reason']>;
  },
): Promise<boolean> {
  return (await tx.query(end, [made.delegationId, made.at, made.by, made.reason])).length > 0;
}

const hold = statement(
  'insured.delegation.hold',
  `select pg_advisory_xact_lock(hashtextextended('insured.delegation/' || $1, 0))`,
);

/** Puts changes of one person's delegations in a queue until the transaction ends. */
export async function holdDelegations(tx: Executor, principalId: string): Promise<void> {
  await tx.query(hold, [principalId]);
}

export type StoredCode = {
  readonly code_id: string;
  readonly principal_id: string;
  readonly delegate_id: string;
  readonly wish_sealed: string;
  readonly code_digest: string;
  readonly sent_at: number;
  readonly expires_at: number;
  readonly failures: number;
  readonly used_at: number | null;
};

const insertCodeRow = statement(
  'insured.delegation-code.insert',
  `insert into insured.delegation_code
   select x.* from json_populate_record(null::insured.delegation_code, $1::json) x`,
);

export async function insertCode(tx: Executor, row: StoredCode): Promise<void> {
  await tx.query(insertCodeRow, [JSON.stringify(row)]);
}

const sentSince = statement(
  'insured.delegation-code.sent-since',
  'select count(*)::int as sent from insured.delegation_code where principal_id = $1 and sent_at >= $2',
);

export async function codesSince(db: Executor, principalId: string, at: number): Promise<number> {
  return (await db.query<{ sent: number }>(sentSince, [principalId, at]))[0]?.sent ?? 0;
}

const lockCodeRow = statement(
  'insured.delegation-code.lock',
  'select * from insured.delegation_code where code_id = $1 for update',
);

export async function lockCode(tx: Executor, codeId: string): Promise<StoredCode | null> {
  return (await tx.query<StoredCode>(lockCodeRow, [codeId]))[0] ?? null;
}

const changeCode = statement(
  'insured.delegation-code.change',
  'update insured.delegation_code set failures = $2, used_at = $3 where code_id = $1 and used_at is null',
);

export async function updateCode(
  tx: Executor,
  code: { readonly codeId: string; readonly failures: number; readonly usedAt: number | null },
): Promise<void> {
  await tx.query(changeCode, [code.codeId, code.failures, code.usedAt]);
}

const phoneOf = statement(
  'insured.delegation.phone',
  `select n.person_id, p.phone_cipher from insured.certificate n join insured.person p
   on p.person_id = n.person_id where n.digest = $1 and n.kind = $2`,
);

export async function readPhone(
  db: Executor,
  key: { readonly digest: string; readonly kind: string },
): Promise<{ readonly person_id: string; readonly phone_cipher: string | null } | null> {
  const rows = await db.query<{ person_id: string; phone_cipher: string | null }>(phoneOf, [
    key.digest,
    key.kind,
  ]);
  return rows[0] ?? null;
}

export type StoredAct = {
  readonly act_id: string;
  readonly person_id: string;
  readonly kind: WindowActKind;
  readonly paper: WindowPaper;
  readonly paper_digest: string;
  readonly content_sealed: string;
  readonly maker: string;
  readonly made_at: number;
};

export type ActRow = StoredAct & {
  readonly checker: string | null;
  readonly accepted: boolean | null;
  readonly note: string | null;
  readonly decided_at: number | null;
  readonly result: string | null;
};

const insertActRow = statement(
  'insured.window-act.insert',
  `insert into insured.window_act
   select x.* from json_populate_record(null::insured.window_act, $1::json) x`,
);

export async function insertAct(tx: Executor, row: StoredAct): Promise<void> {
  await tx.query(insertActRow, [JSON.stringify(row)]);
}

const ACTS = `select a.*, w.checker, w.accepted, w.note, w.decided_at, w.result from insured.window_act a
  left join insured.window_decision w on w.act_id = a.act_id`;
const oneAct = statement('insured.window-act.one', `${ACTS} where a.act_id = $1`);
const actsIn = statement(
  'insured.window-act.of-areas',
  `${ACTS} where exists (select 1 from insured.coverage c
     where c.person_id = a.person_id and c.insured_area = any($1))
   order by (w.act_id is not null), a.made_at desc, a.act_id limit $2`,
);

export async function readAct(db: Executor, actId: string): Promise<ActRow | null> {
  return (await db.query<ActRow>(oneAct, [actId]))[0] ?? null;
}

/** The window acts of the persons of some areas: undecided ones first, then the newest. */
export const readActs = (db: Executor, areas: readonly string[], limit: number): Promise<ActRow[]> =>
  db.query<ActRow>(actsIn, [areas, limit]);

const decideAct = statement(
  'insured.window-act.decide',
  `insert into insured.window_decision (act_id, checker, accepted, note, decided_at, result)
   values ($1, $2, $3, $4, $5, $6)`,
);

export async function insertDecision(
  tx: Executor,
  made: {
    readonly actId: string;
    readonly checker: string;
    readonly accepted: boolean;
    readonly note: string;
    readonly at: number;
    readonly result: string | null;
  },
): Promise<void> {
  const { actId, checker, accepted, note, at, result } = made;
  await tx.query(decideAct, [actId, checker, accepted, note, at, result]);
}

const birth = statement(
  'insured.delegation.birth-date',
  'select birth_date from insured.person where person_id = $1',
);

/** Of a person who is known. */
export async function readBirthDate(db: Executor, personId: string): Promise<string> {
  return (await db.query<{ birth_date: string }>(birth, [personId]))[0]!.birth_date;
}
