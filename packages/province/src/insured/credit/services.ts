import type { Handlers } from '@zhijie/exchange';
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { creditProducts, type Signing, signCredit } from './line.ts';
import { type Repaying, repayCredit } from './repayment.ts';
import { revokeShare, type Sharing, shareCredit } from './share.ts';
import { creditLine, creditLines, creditLinesOfAreas, creditMovements, creditShares } from './view.ts';
import { flagVisit } from './visit.ts';

/** What hospitals ask about medical credit. */
export const creditHandlers = (deps: InsuredDeps): Handlers => ({ 'credit.flag@1': flagVisit(deps) });

/** What persons and agencies ask about medical credit. */
export const creditServices = (deps: InsuredDeps) => ({
  creditProducts: (actor: Actor, personId: string) => creditProducts(deps, actor, personId),
  signCredit: (actor: Actor, asked: Signing) => signCredit(deps, actor, asked),
  creditLines: (actor: Actor, personId: string) => creditLines(deps, actor, personId),
  creditLine: (actor: Actor, of: Parameters<typeof creditLine>[2]) => creditLine(deps, actor, of),
  creditMovements: (actor: Actor, of: Parameters<typeof creditMovements>[2]) =>
    creditMovements(deps, actor, of),
  repayCredit: (actor: Actor, asked: Repaying) => repayCredit(deps, actor, asked),
  shareCredit: (actor: Actor, sharing: Sharing) => shareCredit(deps, actor, sharing),
  revokeCreditShare: (actor: Actor, of: Parameters<typeof revokeShare>[2]) => revokeShare(deps, actor, of),
  creditShares: (actor: Actor, personId: string) => creditShares(deps, actor, personId),
  creditLinesOfAreas: (actor: Actor, page: Parameters<typeof creditLinesOfAreas>[2]) =>
    creditLinesOfAreas(deps, actor, page),
});
