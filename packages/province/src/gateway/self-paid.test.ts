import { useTestDatabase } from '@zhijie/database';
import { type Actor, assert, type Refusal, type Result } from '@zhijie/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeForManualClaim, invoiceConflicts } from '../care/index.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { codeOf, HOSPITAL, type Hospital, hospital } from '../testing/hospital.ts';
import {
  dischargeOf,
  personOf,
  settlementOf,
  staySettlement,
  stayWithLines,
  visitWithBatch,
} from '../testing/journeys.ts';
import { type TestNetwork, testNetwork } from '../testing/network.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  beijing = hospital(network);
});

const clerk: Actor = {
  id: `${HOSPITAL}/0001`,
  kind: 'hospital',
  node: '11',
  areas: ['110000'],
  roles: [`operator:${HOSPITAL}`],
};
const agency = (id: string): Actor => ({
  id,
  kind: 'agency',
  node: '99',
  areas: ['990100'],
  roles: ['operator'],
});
const REGION = { insuredRegion: '990100' };
const PAYEE = { payeeName: '李示例', payeeBank: '示例银行', payeeAccount: '6217000000000000001' };
const services = () => network.insured.insured.services;

function value<T>(result: Result<T, Refusal>): T {
  assert(result.ok, `done, not ${JSON.stringify(result)}`);
  return result.value;
}

async function claimFor(personId: string, receipt: string) {
  const claims = value(await services().claimsOfPerson(agency('01'), personId));
  for (const { claimId } of claims) {
    const claim = value(await services().claimOf(agency('01'), claimId));
    if (claim.fields.some(({ field, value }) => field === 'number' && value === receipt)) return claim;
  }
  throw new Error(`nobody has a claim of ${receipt}`);
}

describe('F-10 a stay that the patient paid', () => {
  it('opens a manual claim with the bill in it; filed late it is paid there, and never settles directly', async () => {
    const { personId } = personOf('journey-1');
    const visit = await stayWithLines(beijing, 'journey-1');
    await beijing.must('2402', dischargeOf(visit), REGION);
    const close = {
      providerId: HOSPITAL,
      visitId: visit.visitId,
      receiptNumber: '0000000777',
      reason: '患者自费',
    };
    value(await closeForManualClaim(network.care.care.deps, clerk, close));
    await network.care.deliver();
    const opened = await claimFor(personId, '0000000777');
    expect(opened).toMatchObject({ source: 'packet', state: 'gathering', review: { missingPapers: [] } });
    expect(opened.fields.find(({ field }) => field === 'total')?.value).toBe('15820.00');
    expect(opened.fields.find(({ field }) => field === 'code')?.value).toBe('11060226');
    // F-14: the place asks for a filing; it says so and what helps, and computes no silent zero.
    expect(opened.review!.proposal).toMatchObject({
      verdict: 'refuse',
      funds: null,
      reasons: [expect.stringContaining('请补办异地就医备案')],
    });

    const submission = {
      personId,
      insuranceType: 'resident',
      category: 'long-term-resident',
      destination: '110000',
      startsOn: '2026-03-10',
      documents: ['id-card', 'filing-form', 'residence-proof'],
      commitment: false,
      channel: 'window',
    };
    const filing = value(await services().submitFiling(agency('01'), submission as never));
    const { filingId } = filing as { filingId: string };
    await services().decideFiling(agency('01'), { personId, filingId, accept: true });
    const direct = await beijing.call('2304', staySettlement(visit));
    expect(codeOf(direct)).toBe('no-lines');
    const filed = await claimFor(personId, '0000000777');
    const { verdict, reasons } = filed.review!.proposal;
    expect([verdict, reasons.length > 0]).toEqual(['complete-first', true]);
    value(await services().correctClaim(agency('01'), { claimId: filed.claimId, fields: PAYEE }));
    value(await services().submitClaim(agency('01'), filed.claimId));
    const ask = { claimId: filed.claimId, verdict: 'approve', reason: '' } as const;
    const { funds } = value(await services().proposeClaim(agency('01'), ask));
    expect(funds).toBeGreaterThan(0);
    value(await services().decideClaim(agency('02'), { claimId: filed.claimId, accept: true, reason: '' }));
    expect(await booksOf(network, care)).toMatchObject({ breaches: [] });
  });
});

describe('A-03 the receipt of a direct settlement', () => {
  it('is in no claim, until the settlement is undone; and a receipt claimed before is named', async () => {
    const settle = async (invoiceNumber: string) => {
      const visit = await visitWithBatch(beijing);
      const asked = { ...settlementOf(visit), invoiceNumber };
      const { settlement } = await beijing.must('2207', asked, REGION);
      expect(await network.care.care.reportInvoices()).toBe(1);
      expect(await network.care.care.reportInvoices()).toBe(0);
      return { visitId: visit.visitId, personId: visit.personId, settlementId: settlement.settlementId };
    };
    const claimOn = async (number: string) => {
      const { personId } = personOf('journey-referral');
      const { claimId } = value(await services().openClaim(agency('01'), { personId }));
      for (const kind of ['invoice', 'itemised-list', 'diagnosis-proof'] as const) {
        const bytes = new TextEncoder().encode(`<${kind}>${claimId}</${kind}>`);
        value(await services().addClaimPaper(agency('01'), { claimId, kind, name: kind, bytes }));
      }
      const fields = {
        ...{ code: '11060126', number, total: '100.00', selfFunded: '0.00', selfPaidFirst: '0.00' },
        ...{ careArea: '110000', careType: 'outpatient', providerLevel: 'level3', admittedOn: '2026-02-02' },
        ...PAYEE,
      };
      value(await services().correctClaim(agency('01'), { claimId, fields }));
      return claimId;
    };
    const settled = await settle('0000000888');
    const early = await claimOn('0000000888');
    expect(await services().submitClaim(agency('01'), early)).toMatchObject({
      refusal: { code: 'invoice-used' },
    });
    await beijing.must('2208', settled, REGION);
    expect(await network.care.care.reportInvoices()).toBe(1);
    value(await services().submitClaim(agency('01'), early));

    const next = await claimOn('0000000999');
    value(await services().submitClaim(agency('01'), next));
    const twice = await settle('0000000999');
    const place: Actor = { ...agency('bj'), node: '11', areas: ['110000'] };
    expect(value(await invoiceConflicts(network.care.care.deps, place))).toMatchObject([
      { settlementId: twice.settlementId },
    ]);
    expect(await invoiceConflicts(network.care.care.deps, clerk)).toMatchObject({ ok: false });
    await settle('收据 9');
  });
});
