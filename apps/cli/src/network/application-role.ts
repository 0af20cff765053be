import { type Database, openDatabase, QueryFailure, runScript } from '@zhijie/database';
import type { Log } from '@zhijie/exchange';
import { GATEWAY_FACTS } from '@zhijie/insurer';
import {
  CATALOGUE_FACTS,
  CONSENT_FACTS,
  CREDENTIAL_FACTS,
  DELEGATION_FACTS,
  ENROLMENT_FACTS,
  FACE_FACTS,
  PAYING_FACTS,
  POLICY_DRAFT_FACTS,
} from '@zhijie/province';

/** The role under which a node works; the owner of the tables only migrates. */
export const APPLICATION_ROLE = 'zhijie_app';

/** Facts: they are added and read, never changed or removed (design §3). Corrections are new rows. */
const APPEND_ONLY = [
  'care_ledger.transfer',
  'insured_ledger.transfer',
  'hub_ledger.transfer',
  'care.access_log',
  'care.identity_check',
  'care.identity_paper',
  'care.identity_decision',
  'care.act_step',
  'care.shift',
  'care.shift_bill',
  'care.booking_step',
  'care.terminal_session',
  'care.terminal_entry',
  'care.institution_change',
  'care.staff_eligibility_change',
  'care.practitioner_change',
  'care.trauma_review',
  'care.statement',
  'care.reconciled_item',
  'care.statement_file',
  'care.audit_finding',
  'care.audit_response',
  'care.trace_event',
  'care.line_remark',
  'care.goods_movement',
  'care.approval_step',
  'care.settlement_list_change',
  'care.approval_item_change',
  'care.prepayment_entry',
  'care.bank_entry',
  'care.deposit_movement',
  'care.deposit_pledge',
  'care.receipt',
  'care.purchase_award',
  'care.purchase_order',
  'care.purchase_acceptance',
  'care.used_supplier_invoice',
  'care.supplier_invoice',
  'care.invoiced_acceptance',
  'care.supplier_payment',
  'care.purchase_return',
  'care.supplier_refund',
  ...PAYING_FACTS,
  ...CATALOGUE_FACTS,
  'care.clearing_payment',
  'insured.clearing_payment',
  'insured.deduction',
  'insured.credit_step',
  'insured.credit_notice',
  'insured.credit_visit',
  'insured.credit_bank_entry',
  'insured.access_log',
  ...CONSENT_FACTS,
  ...CREDENTIAL_FACTS,
  ...DELEGATION_FACTS,
  ...ENROLMENT_FACTS,
  ...FACE_FACTS,
  'insured.policy_version',
  ...POLICY_DRAFT_FACTS,
  'insured.settlement_earlier_year',
  'insured.claim_step',
  'insured.claim_payment',
  'insured.prepayment_entry',
  'insured.family_event',
  'insured.quota_spend',
  'insured.relation_period',
  'hub.quota_transfer',
  'hub.open_month',
  'hub.quota_part',
  'hub.mutual_aid_item',
  'hub.clearing_deferral',
  'hub.clearing_deduction',
  'hub.clearing_account',
  'hub.clearing_run',
  'hub.clearing_item',
  'hub.clearing_step',
  'hub.prepayment_year',
  'hub.prepayment_order',
  'hub.prepayment_step',
  'hub.prepayment_request',
  'hub.prepayment_decision',
  'hub.prepayment_notice',
  'hub.reconciliation_event',
  'hub.reconciliation_sheet',
  'hub.ticket',
  'cooperation.access_log',
  'hub.ticket_step',
  ...GATEWAY_FACTS,
  'evidence.head',
] as const;

const GRANTS = `
DO $$
DECLARE
  v_schema text;
  v_table text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}') THEN
    BEGIN
      CREATE ROLE ${APPLICATION_ROLE};
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  FOR v_schema IN SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('information_schema', 'public')
    AND nspname NOT LIKE 'pg\\_%' LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${APPLICATION_ROLE}', v_schema);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO ${APPLICATION_ROLE}',
      v_schema);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO ${APPLICATION_ROLE}', v_schema);
  END LOOP;
  FOREACH v_table IN ARRAY ARRAY['${APPEND_ONLY.join("','")}'] LOOP
    IF to_regclass(v_table) IS NOT NULL THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM ${APPLICATION_ROLE}', v_table);
    END IF;
  END LOOP;
  -- A leaf gets its place in the tree once; a trigger refuses every other change of the row.
  REVOKE UPDATE, DELETE, TRUNCATE ON evidence.journal FROM ${APPLICATION_ROLE};
  GRANT UPDATE (leaf_index, leaf_hash) ON evidence.journal TO ${APPLICATION_ROLE};
  -- The one thing at run time that only the owner may do: a partition for a new month.
  IF to_regprocedure('care.prepare_month(text)') IS NOT NULL THEN
    ALTER FUNCTION care.prepare_month(text) SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
  END IF;
END $$`;

/**
 * Hands a migrated database over to the application's role and answers a pool that works under it. Where the
 * owner may not create roles (some given servers), the pool stays the owner's and the log says so.
 */
export async function underApplicationRole(
  owner: Database,
  options: { readonly max: number; readonly applicationName: string; readonly log: Log },
): Promise<Database> {
  const { log, ...pool } = options;
  try {
    await runScript(owner, 'application-role', GRANTS);
  } catch (cause) {
    if (!(cause instanceof QueryFailure)) throw cause;
    log({ level: 'warn', event: 'application-role-missing', error: cause });
    return owner;
  }
  const url = new URL(owner.url);
  url.searchParams.set('options', `-c role=${APPLICATION_ROLE}`);
  await owner.close();
  return openDatabase({ url: url.toString(), ...pool });
}
