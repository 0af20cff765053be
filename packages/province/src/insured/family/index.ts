import type { Handlers } from '@zhijie/exchange';
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import * as binding from './binding.ts';
import * as quota from './quota.ts';
import { walletOf } from './wallet.ts';

/** Handlers of what the nation asks and tells about mutual aid. */
export const familyHandlers = (deps: InsuredDeps): Handlers => ({
  'quota.holder@1': quota.quotaHolder(deps),
  'quota.spent@1': quota.takeQuotaSpend(deps),
});

/** What a person asks about mutual aid. */
export const familyServices = (deps: InsuredDeps) => ({
  bindRelative: (actor: Actor, wish: binding.BindingWish) => binding.bindRelative(deps, actor, wish),
  revokeBinding: (actor: Actor, bindingId: string) => binding.revokeBinding(deps, actor, bindingId),
  bindingsOf: (actor: Actor, page: Parameters<typeof binding.bindingsOf>[2]) =>
    binding.bindingsOf(deps, actor, page),
  bindingLog: (actor: Actor, page: Parameters<typeof binding.bindingLog>[2]) =>
    binding.bindingLog(deps, actor, page),
  transferQuota: (actor: Actor, wish: quota.QuotaWish) => quota.transferQuota(deps, actor, wish),
  quotaTransfersOf: (actor: Actor, page: Parameters<typeof quota.quotaTransfersOf>[2]) =>
    quota.quotaTransfersOf(deps, actor, page),
  quotaTransferOf: (actor: Actor, transferId: string) => quota.quotaTransferOf(deps, actor, transferId),
  walletOf: (actor: Actor, page: Parameters<typeof walletOf>[2]) => walletOf(deps, actor, page),
});

export type { BindingView, BindingWish } from './binding.ts';
export { aidInBooks } from './doctor.ts';
export { type KnownKin, seedKinships } from './kinship.ts';
export { driveFamily, type QuotaWish, type TransferView } from './quota.ts';
export { FAMILY_SCOPE_LABELS, FAMILY_SCOPES, RELATION_LABELS } from './words.ts';
