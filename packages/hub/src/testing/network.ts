import { generateKeyPair } from '@zhijie/crypto';
import { type Database, manualScheduler } from '@zhijie/database';
import { headSigner } from '@zhijie/evidence';
import {
  type AnswerOf,
  createPort,
  type Handlers,
  type InProcessNetwork,
  inProcessNetwork,
  type LogEntry,
  type NodeAddress,
  type Port,
  type RequestOf,
  type Route,
  type Trade,
} from '@zhijie/exchange';
import { instant, seededIdSource } from '@zhijie/kernel';
import { createHub, type Hub } from '../hub.ts';

/** 2026-10-31 23:59:59.500 in China: half a second before November. */
export const HENAN_SETTLED_AT = instant(1_793_462_399_500);
const PROVINCES: readonly NodeAddress[] = ['11', '31', '41'];
export const PAIRS = new Map(['hub', '61', ...PROVINCES].map((address) => [address, generateKeyPair()]));

/** The key under which the others know a node. */
export const publicKeyOf = (address: NodeAddress) => PAIRS.get(address)!.publicKey;

export type TestHub = {
  readonly hub: Hub;
  readonly network: InProcessNetwork;
  readonly scheduler: ReturnType<typeof manualScheduler>;
  readonly log: LogEntry[];
  province(address: NodeAddress, handlers?: Handlers): Port;
};

/** The hub over a real database, with fake provinces on the same in-process network. */
export function testHub(db: Database): TestHub {
  const network = inProcessNetwork();
  const scheduler = manualScheduler(HENAN_SETTLED_AT);
  const log: LogEntry[] = [];
  const common = (address: NodeAddress) => ({
    transport: network.transport(address),
    keys: PAIRS.get(address)!,
    peers: (peer: NodeAddress) => PAIRS.get(peer),
    now: () => scheduler.now(),
    ids: seededIdSource(address),
    log: (entry: LogEntry) => void log.push(entry),
  });
  const signer = headSigner(PAIRS.get('hub')!.privateKey);
  const hub = createHub({ ...common('hub'), db, signer, topology: PROVINCES, scheduler });
  network.attach('hub', hub.serve);
  return {
    hub,
    network,
    scheduler,
    log,
    province(address, handlers = {}) {
      const port = createPort({ ...common(address), address });
      network.attach(address, port.serve(handlers));
      return port;
    },
  };
}

const parts: AnswerOf<'settlement.settle@1'>['parts'] = {
  feeTotal: 1_000_000,
  feeExcluded: 0,
  feeOverLimit: 0,
  feeSelfPaidFirst: 0,
  feeEligible: 1_000_000,
  deductibleApplied: 0,
  poolRate: 6000,
  paidByPooledFund: 600_000,
  paidByCivilServantFund: 0,
  paidByEnterpriseSupplement: 0,
  paidByCriticalIllness: 0,
  paidByLargeAmount: 0,
  paidByMedicalAssistance: 0,
  paidByOtherFunds: 0,
  paidByFunds: 600_000,
  borneByPerson: 400_000,
  paidByPersonalAccount: 50_000,
  paidByFamilyAccount: 0,
  paidInCash: 350_000,
  paidByHospital: 0,
};

/** One settlement of a Henan resident in Beijing: messages, answers and trades about it. */
export function beijingBill(n: number) {
  const settlementId = `S1100002026100000000000${n}`;
  const personId = `P410100202601000000000${n}`;
  const route: Route = {
    careArea: '110000',
    insuredArea: '410100',
    providerId: 'H11010500001',
    personId,
    month: '2026-10',
  };
  const fees = { total: 1_000_000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 1_000_000 };
  const settle: RequestOf<'settlement.settle@1'> = {
    settlementId,
    requestedAt: HENAN_SETTLED_AT,
    bill: {
      visitId: `V110000202610000000000${n}`,
      segment: 1,
      providerId: route.providerId,
      providerName: '示例医院',
      providerLevel: 'level3',
      careArea: '110000',
      personId,
      insuranceType: 'resident',
      careType: 'inpatient',
      isEmergency: false,
      isInterim: false,
      usesPersonalAccount: true,
      diseaseCode: null,
      diagnoses: [],
      admittedOn: '2026-10-20',
      dischargedOn: '2026-10-31',
      catalogueHash: 'c0ffee',
      fees: { kind: 'categories', rows: [{ category: 'western-drug', fees }] },
      totals: fees,
    },
  };
  const decision: AnswerOf<'settlement.settle@1'> = {
    settlementId,
    settledAt: HENAN_SETTLED_AT,
    personId,
    insuredArea: '410100',
    insuranceType: 'resident',
    personGroup: 'adult',
    referralClass: 'long-term',
    filingId: null,
    benefitPackHash: 'beefcafe',
    isProvisional: false,
    parts,
    fundDetails: [],
    accountBalance: 0,
    policyYear: 2026,
    warnings: [],
  };
  const common = {
    settlementId,
    careArea: '110000',
    insuredArea: '410100',
    providerId: route.providerId,
    personId,
  };
  const settlement: Trade = {
    ...common,
    kind: 'settlement',
    reversalId: null,
    insuranceType: 'resident',
    claim: 650_000,
    at: HENAN_SETTLED_AT,
  };
  // One second later it is November in China.
  const reversal: Trade = {
    ...settlement,
    kind: 'reversal',
    reversalId: `R1100002026110000000000${n}`,
    claim: -650_000,
    at: HENAN_SETTLED_AT + 1000,
  };
  const reverse: RequestOf<'settlement.reverse@1'> = {
    reversalId: reversal.reversalId!,
    settlementId,
    personId,
    requestedAt: reversal.at,
    reason: 'undo',
  };
  const reversed: AnswerOf<'settlement.reverse@1'> = {
    reversalId: reversal.reversalId!,
    settlementId,
    outcome: 'reversed',
    reversedAt: reversal.at,
    parts: null,
    accountBalance: 0,
    staleSettlements: [],
  };
  return { settlementId, route, settle, decision, settlement, reversal, reverse, reversed };
}
