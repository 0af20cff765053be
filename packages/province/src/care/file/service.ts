import { decryptField, encryptField, sm3Hex } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { type Instant, instant, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';

/** How long a file can be fetched: the public edition names an end without saying how long, so a week. */
export const FILE_KEPT_MS = 7 * 86_400_000;

const SAVE = statement(
  'care-file-save',
  `INSERT INTO care.file (file_id, provider_id, name, content_sealed, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const FORGET = statement(
  'care-file-forget',
  'DELETE FROM care.file WHERE provider_id = $1 AND expires_at < $2',
);
const OPEN = statement(
  'care-file-open',
  `SELECT content_sealed AS sealed FROM care.file
   WHERE file_id = $1 AND provider_id = $2 AND expires_at >= $3`,
);
const READ = statement(
  'care-file-read',
  `SELECT content_sealed AS sealed FROM care.file
   WHERE file_id = $1 AND provider_id = $2 AND expires_at >= $4
     AND (name = $3 OR EXISTS (SELECT FROM care.statement_file s
       WHERE s.provider_id = $2 AND s.file_id = $1))`,
);

export type KeptFile = { readonly fileId: string; readonly name: string; readonly expiresAt: Instant };

/** Keeps a file of the hospital for a week (9101). No refusals of its own. */
export function uploadFile(
  deps: CareDeps,
  call: Call,
  file: { readonly name: string; readonly content: Uint8Array },
  render: (kept: KeptFile) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(deps, call, async (tx) => ok({ output: await keepFile(deps, tx, call, file) }), render);
}

/**
 * Keeps a file for the institution of the call, at most one per message and part; what is past its last day
 * goes.
 */
export async function keepFile(
  deps: Pick<CareDeps, 'fieldKeys'>,
  tx: Executor,
  call: Call,
  file: { readonly name: string; readonly content: Uint8Array },
  part = '',
): Promise<KeptFile> {
  const { providerId } = call.institution;
  const { receivedAt: at } = call;
  const expiresAt = instant(at + FILE_KEPT_MS);
  // The message id is unique within the institution, so the file's id is as well.
  const fileId = sm3Hex(`${providerId}\n${call.messageId}${part === '' ? '' : `\n${part}`}`).slice(0, 30);
  const sealed = encryptField(deps.fieldKeys[0]!, Buffer.from(file.content).toString('base64'));
  await tx.query(FORGET, [providerId, at]);
  await tx.query(SAVE, [fileId, providerId, file.name, sealed, at, expiresAt]);
  return { fileId, name: file.name, expiresAt };
}

/** The bytes of the caller's own file; null when there is none, or it is past its last day. */
export async function openFile(
  deps: Pick<CareDeps, 'fieldKeys' | 'db'>,
  call: Call,
  fileId: string,
): Promise<Uint8Array | null> {
  const [row] = await deps.db.query<Sealed>(OPEN, [fileId, call.institution.providerId, call.receivedAt]);
  return row === undefined ? null : bytesOf(deps, row);
}

type Sealed = { readonly sealed: string };

const bytesOf = (deps: Pick<CareDeps, 'fieldKeys'>, { sealed }: Sealed): Uint8Array =>
  Uint8Array.from(Buffer.from(decryptField(deps.fieldKeys, sealed), 'base64'));

/**
 * The bytes of the caller's own file under its name, or, where the answer that told of it has no field for a
 * name, under any (9102). Refusal: `file-unknown`, also for a file of
 * another institution and for one past its last day.
 */
export async function downloadFile(
  deps: CareDeps,
  call: Call,
  wanted: { readonly fileId: string; readonly name: string },
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const values = [wanted.fileId, providerId, wanted.name, call.receivedAt];
  const [row] = await deps.db.query<Sealed>(READ, values);
  if (row === undefined) return careRefusal('file-unknown', 'fileId', { fileId: wanted.fileId });
  return ok(bytesOf(deps, row));
}
