import type { Sm2PublicKey } from '@zhijie/crypto';
import type { Database } from '@zhijie/database';
import { type EvidenceBreach, headVerifier, verifyJournal } from '@zhijie/evidence';
import { GATEWAY } from '@zhijie/exchange';
import { hubFigures } from '@zhijie/hub';
import { GATEWAY_LEDGER, gatewayBreaches } from '@zhijie/insurer';
import type { Clock } from '@zhijie/kernel';
import { auditLedger, trialBalance } from '@zhijie/ledger';
import { CARE_LEDGER, careInvariants, insuredInvariants, noteInvariants } from '@zhijie/province';
import type { DoctorFinding } from './finding.ts';

const JOURNAL: Readonly<Record<EvidenceBreach['kind'], string>> = {
  'head-out-of-line': '签名的日志头不连续：有日志头被删除或改动',
  'signature-invalid': '日志头的签名不符',
  'leaf-changed': '日志中的一行被改动',
  'leaf-missing': '日志中缺少一行',
  'leaf-out-of-order': '日志中的行被调换',
  'root-differs': '日志内容与签名的根不符',
  'leaf-without-head': '日志的最新签名头被删除',
};

async function journal(where: string, db: Database, key: Sm2PublicKey): Promise<DoctorFinding[]> {
  const breaches = await verifyJournal(db, headVerifier(key));
  return breaches.map((breach) => ({
    where,
    check: `journal-${breach.kind}`,
    row:
      'sequence' in breach
        ? `journal ${breach.sequence}`
        : `head ${'headSize' in breach ? breach.headSize : ''}`,
    detail: JOURNAL[breach.kind],
  }));
}

async function ledger(where: string, db: Database, schema: string): Promise<DoctorFinding[]> {
  const { total } = await trialBalance(db, schema);
  const unbalanced =
    total === 0 ? [] : [{ where, check: 'trial-balance', row: schema, detail: `借贷相差 ${total} 分` }];
  const audited = await auditLedger(db, schema);
  return [
    ...unbalanced,
    ...audited.map(({ kind, accountId, stored, expected }) => ({
      where,
      check: kind,
      row: accountId,
      detail: `账上为 ${stored} 分，按分录应为 ${expected} 分`,
    })),
  ];
}

/** Every invariant of the hub's own books. */
export async function examineHub(db: Database, key: Sm2PublicKey): Promise<DoctorFinding[]> {
  const { breaches } = await hubFigures(db);
  return [
    ...breaches.map(({ check, subject, found }) => ({ where: 'hub', check, row: subject, detail: found })),
    ...(await ledger('hub', db, 'hub_ledger')),
    ...(await journal('hub', db, key)),
  ];
}

/** Every invariant of the insurer gateway's own books. */
export async function examineGateway(db: Database, key: Sm2PublicKey): Promise<DoctorFinding[]> {
  const where = GATEWAY;
  const breaches = await gatewayBreaches(db);
  return [
    ...breaches.map(({ check, subject, found }) => ({ where, check, row: subject, detail: found })),
    ...(await ledger(where, db, GATEWAY_LEDGER)),
    ...(await journal(where, db, key)),
  ];
}

/** Every invariant of a province's own books, both sides. */
export async function examineProvince(
  where: string,
  db: Database,
  key: Sm2PublicKey,
  now: Clock,
): Promise<DoctorFinding[]> {
  const breaches = [
    ...(await careInvariants(db, now())),
    ...(await insuredInvariants(db)),
    ...(await noteInvariants(db)),
  ];
  return [
    ...breaches.map(({ invariant, subject, detail }) => ({ where, check: invariant, row: subject, detail })),
    ...(await ledger(where, db, CARE_LEDGER)),
    ...(await ledger(where, db, 'insured_ledger')),
    ...(await journal(where, db, key)),
  ];
}
