export { type AgencyApi, agencyApi } from './api.ts';
export { agencyIdentity, type Identify } from './identity.ts';
export type { RowAnswer } from './requests.ts';
export {
  AGREEMENT_LABELS,
  APPROVAL_KIND_LABELS,
  DECISION_LABELS,
  DOCUMENT_LABELS,
  FINDING_LABELS,
  LARGEST_FEED,
  RANK_LABELS,
  STAFF_LABELS,
  TIER_LABELS,
} from './schema.ts';
export type { Told } from './shape.ts';
