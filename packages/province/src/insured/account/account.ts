import { personalAccount } from '@zhijie/ledger';

const PROBE = 'probe';

/**
 * What stands before the person id in the id of a personal account, for statements that look the account up
 * by a person they are just finding. Derived from the ledger's own naming.
 */
export function personalAccountPrefix(): string {
  return personalAccount(PROBE).slice(0, -PROBE.length);
}
