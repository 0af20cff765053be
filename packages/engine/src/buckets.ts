/**
 * The places where the fen of a bill can be. A stage only moves fen from one to another, so a bill is
 * conserved by construction. The first eight are what nobody has paid yet; the rest are payers.
 */
export const BUCKETS = [
  'eligible',
  'excluded',
  'overLimit',
  'selfPaidFirst',
  'crossRegionFirst',
  'deductible',
  'coinsurance',
  'overCap',
  'pool',
  'civilServant',
  'enterprise',
  'critical',
  'large',
  'aid',
  'other',
  'account',
  'cash',
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Buckets that a later payer may take from; `eligible` is empty by then. */
export const BURDEN_BUCKETS = BUCKETS.slice(1, 8) as readonly Bucket[];

export const FUNDS = ['pool', 'civilServant', 'enterprise', 'critical', 'large', 'aid', 'other'] as const;
export type Fund = (typeof FUNDS)[number];

export const BUCKET_LABELS: Readonly<Record<Bucket, string>> = {
  eligible: '政策范围内费用',
  excluded: '全自费',
  overLimit: '超限价自费',
  selfPaidFirst: '乙类先行自付',
  crossRegionFirst: '转外先行自付',
  deductible: '起付线内',
  coinsurance: '按比例自付',
  overCap: '超封顶线',
  pool: '统筹基金',
  civilServant: '公务员医疗补助',
  enterprise: '企业补充医疗保险',
  critical: '大病保险',
  large: '大额医疗费用补助',
  aid: '医疗救助',
  other: '其他基金',
  account: '个人账户',
  cash: '个人现金',
};

export const bucketIndex = (bucket: Bucket): number => BUCKETS.indexOf(bucket);

/** Places in the bucket array, named for the hot path. */
export const AT = {
  eligible: 0,
  excluded: 1,
  overLimit: 2,
  selfPaidFirst: 3,
  crossRegionFirst: 4,
  deductible: 5,
  coinsurance: 6,
  overCap: 7,
  pool: 8,
  civilServant: 9,
  enterprise: 10,
  critical: 11,
  large: 12,
  aid: 13,
  other: 14,
  account: 15,
  cash: 16,
} as const satisfies Record<Bucket, number>;
