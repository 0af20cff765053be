export {
  type Grouping,
  type KeyColumn,
  type RowGroup,
  type RowReference,
  type RowScope,
  sumOfGroups,
  TRADE_ROW_COLUMNS,
  type TradeRow,
  type TradeRowReader,
  tradeRowReader,
} from './comparison/trade-rows.ts';
export { digestOf } from './digest.ts';
export {
  type Head,
  type HeadSigner,
  type HeadVerifier,
  headBytes,
  headSigner,
  headVerifier,
  latestHead,
} from './journal/head.ts';
export { evidenceMigrations } from './journal/migrations.ts';
export { appendToJournal, type JournalEntry, leafBytes, sealJournal } from './journal/seal.ts';
export { type EvidenceBreach, verifyJournal } from './journal/verify.ts';
export {
  append,
  decodeFrontier,
  emptyFrontier,
  encodeFrontier,
  type Frontier,
  rootOf,
} from './merkle/frontier.ts';
export { emptyRoot, leafHash, nodeHash } from './merkle/hashes.ts';
export { consistencyProof, inclusionProof, type Leaves, merkleRoot } from './merkle/tree.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './merkle/verify.ts';
