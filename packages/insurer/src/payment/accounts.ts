import type { CommercialFact } from '@zhijie/exchange';
import { accountId } from '@zhijie/ledger';

type Relation = Pick<CommercialFact, 'insurer' | 'hospitalId' | 'insuredArea'>;

/** What an insurer owes for one hospital and insured area (balance negative while it is owed). */
export const owedBy = ({ insurer, hospitalId, insuredArea }: Relation): string =>
  accountId('commercial-owed-by', insurer, hospitalId, insuredArea);

/** The same money as owed to the hospital. */
export const owedTo = ({ insurer, hospitalId, insuredArea }: Relation): string =>
  accountId('commercial-owed-to', insurer, hospitalId, insuredArea);

/** What an insurer owes to persons whose claims it accepted. */
export const owedToPersons = ({ insurer, insuredArea }: Omit<Relation, 'hospitalId'>): string =>
  accountId('commercial-owed-to-persons', insurer, insuredArea);
