import type { Database } from '@zhijie/database';
import { statement } from '@zhijie/database';
import { headSigner, headVerifier, sealJournal, verifyJournal } from '@zhijie/evidence';
import { hubFigures } from '@zhijie/hub';
import type { Instant } from '@zhijie/kernel';
import { auditLedger, trialBalance } from '@zhijie/ledger';
import { careInvariants, insuredInvariants } from '@zhijie/province';
import { keysOf } from '../nodes/installation.ts';
import { PROVINCES } from '../nodes/people.ts';

type Databases = Readonly<Record<string, Database>>;

/** What the nodes' own invariants say at any moment, also in the middle of faults. */
export async function doctorBreaches(databases: Databases, now: Instant): Promise<string[]> {
  const breaches: string[] = [];
  for (const province of PROVINCES) {
    const db = databases[province]!;
    const found = [...(await careInvariants(db, now)), ...(await insuredInvariants(db))];
    breaches.push(
      ...found.map(({ invariant, subject, detail }) => `${province} ${invariant} ${subject}: ${detail}`),
    );
  }
  const hub = await hubFigures(databases.hub!);
  return [
    ...breaches,
    ...hub.breaches.map(({ check, subject, found }) => `hub ${check} ${subject}: ${found}`),
  ];
}

const LEDGERS: readonly (readonly [address: string, schema: string])[] = [
  ['hub', 'hub_ledger'],
  ...PROVINCES.flatMap((province) => [
    [province, 'care_ledger'] as const,
    [province, 'insured_ledger'] as const,
  ]),
];

/** Double entry: every ledger sums to zero and every guarded balance is the fold of its transfers. */
export async function ledgerBreaches(databases: Databases): Promise<string[]> {
  const breaches: string[] = [];
  for (const [address, schema] of LEDGERS) {
    const db = databases[address]!;
    const { total } = await trialBalance(db, schema);
    if (total !== 0) breaches.push(`${address} ${schema} sums to ${total} fen`);
    for (const breach of await auditLedger(db, schema))
      breaches.push(`${address} ${schema}: ${JSON.stringify(breach)}`);
  }
  return breaches;
}

const UNSEALED = statement(
  'sim-unsealed',
  'SELECT count(*) AS rows FROM evidence.journal WHERE leaf_index IS NULL',
);
const PATIENCE = 8;

/** Seals what happened and verifies every journal from its first leaf. */
export async function journalBreaches(databases: Databases, now: Instant): Promise<string[]> {
  const breaches: string[] = [];
  for (const [address, db] of Object.entries(databases)) {
    const { privateKey, publicKey } = keysOf(address);
    await sealAll(db, headSigner(privateKey), now);
    const found = await verifyJournal(db, headVerifier(publicKey));
    breaches.push(...found.map((breach) => `${address} journal: ${JSON.stringify(breach)}`));
  }
  return breaches;
}

/**
 * Sealing waits for every transaction of the cluster, also of other tests: what cannot be sealed soon (in
 * real time) is left, as a node would leave it for the next second.
 */
async function sealAll(db: Database, sign: ReturnType<typeof headSigner>, now: Instant): Promise<void> {
  for (let attempt = 0; attempt < PATIENCE; attempt++) {
    await sealJournal(db, sign, now);
    if ((await db.query<{ rows: number }>(UNSEALED, []))[0]!.rows === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
