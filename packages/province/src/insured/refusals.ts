import { READING_REFUSAL_TEXTS } from '@zhijie/invoice';
import { CLAIM_REFUSAL_TEXTS } from './claim/refusals.ts';
import { COMMERCIAL_TEXTS } from './commercial/reasons.ts';
import { CONSENT_REFUSAL_TEXTS } from './consent/refusals.ts';
import { FACT_REFUSAL_TEXTS } from './coverage/facts.ts';
import { COVERAGE_REFUSAL_TEXTS } from './coverage/refusals.ts';
import { CREDENTIAL_REFUSAL_TEXTS } from './credential/refusals.ts';
import { CREDIT_REFUSAL_TEXTS } from './credit/refusals.ts';
import { DELEGATION_REFUSAL_TEXTS } from './delegation/refusals.ts';
import { ENROLMENT_REFUSAL_TEXTS } from './enrolment/refusals.ts';
import { FACE_REFUSAL_TEXTS } from './face/refusals.ts';
import { FAMILY_REFUSAL_TEXTS } from './family/words.ts';
import { FILING_REFUSAL_TEXTS } from './filing/refusals.ts';
import { LEG_REFUSAL_TEXTS } from './leg/refusals.ts';
import { PERSON_REFUSAL_TEXTS } from './person/refusals.ts';
import { POLICY_DRAFT_REFUSAL_TEXTS } from './policy-draft/refusals.ts';
import { REGISTRATION_REFUSAL_TEXTS } from './registration/refusals.ts';
import { SETTLEMENT_REFUSAL_TEXTS } from './settlement/refusals.ts';
import { TRANSFER_REFUSAL_TEXTS } from './transfer/words.ts';

/** Every refusal of the insured side with its text for people; the engine's own texts are in the engine. */
export const INSURED_REFUSAL_TEXTS = {
  ...PERSON_REFUSAL_TEXTS,
  ...CREDENTIAL_REFUSAL_TEXTS,
  ...POLICY_DRAFT_REFUSAL_TEXTS,
  ...REGISTRATION_REFUSAL_TEXTS,
  ...COVERAGE_REFUSAL_TEXTS,
  ...FACT_REFUSAL_TEXTS,
  ...FILING_REFUSAL_TEXTS,
  ...FAMILY_REFUSAL_TEXTS,
  ...TRANSFER_REFUSAL_TEXTS,
  ...SETTLEMENT_REFUSAL_TEXTS,
  ...CLAIM_REFUSAL_TEXTS,
  ...COMMERCIAL_TEXTS,
  ...CONSENT_REFUSAL_TEXTS,
  ...DELEGATION_REFUSAL_TEXTS,
  ...ENROLMENT_REFUSAL_TEXTS,
  ...FACE_REFUSAL_TEXTS,
  ...LEG_REFUSAL_TEXTS,
  ...CREDIT_REFUSAL_TEXTS,
  ...READING_REFUSAL_TEXTS,
  'status-is-final': '参保状态为死亡，不能再变更。',
  'event-differs': '同一业务编号此前已办理，内容不同。',
  'request-key-reused': '同一请求编号此前用于不同内容。',
  'amount-out-of-range': '金额必须大于零。',
} as const;

export type InsuredRefusalCode = keyof typeof INSURED_REFUSAL_TEXTS;
