import { AGENCY_OPENAPI } from './agency/openapi.ts';
import { BOOKING_COUNTER_PATHS, OWN_BOOKING_PATHS } from './booking/openapi.ts';
import { OWN_CLAIM_PATHS } from './claims/openapi.ts';
import { OWN_COMMERCIAL_PATHS } from './commercial/openapi.ts';
import { COUNTER_PATHS } from './counter/openapi.ts';
import { OWN_CREDIT_PATHS } from './credit/openapi.ts';
import { FACE_PATHS } from './face/openapi.ts';
import { OWN_FAMILY_PATHS } from './family/openapi.ts';
import { FILING_IMPORT_PATHS } from './filing-import/openapi.ts';
import { IDENTITY_PATHS } from './identity/openapi.ts';
import { INSURER_PATHS } from './insurer/openapi.ts';
import { MESSAGE_PATHS } from './messages/openapi.ts';
import { NATION_PATHS } from './nation/openapi.ts';
import { OWN_PAPER_PATHS } from './papers/openapi.ts';
import { AFFAIRS_PATHS, DISCLOSURE_PATHS } from './person/affairs-openapi.ts';
import { PERSON_PATHS } from './person/openapi.ts';
import { OWN_RECEIPT_PATHS } from './receipts/openapi.ts';
import { SESSION_PATHS } from './session/openapi.ts';
import { TERMINAL_PATHS } from './terminal/openapi.ts';
import { OWN_TRANSFER_PATHS } from './transfer/openapi.ts';
import { WORK_PATHS } from './work/openapi.ts';

/** Every path that the pages of the four audiences may use; their typed client is generated from it. */
export const PAGE_PATHS = {
  ...SESSION_PATHS,
  ...WORK_PATHS,
  ...PERSON_PATHS,
  ...AFFAIRS_PATHS,
  ...DISCLOSURE_PATHS,
  ...OWN_CLAIM_PATHS,
  ...OWN_COMMERCIAL_PATHS,
  ...OWN_CREDIT_PATHS,
  ...OWN_BOOKING_PATHS,
  ...OWN_FAMILY_PATHS,
  ...OWN_TRANSFER_PATHS,
  ...OWN_RECEIPT_PATHS,
  ...INSURER_PATHS,
  ...MESSAGE_PATHS,
  ...NATION_PATHS,
  ...OWN_PAPER_PATHS,
  ...COUNTER_PATHS,
  ...IDENTITY_PATHS,
  ...FACE_PATHS,
  ...BOOKING_COUNTER_PATHS,
  ...TERMINAL_PATHS,
  ...AGENCY_OPENAPI.paths,
  ...FILING_IMPORT_PATHS,
} as const;
