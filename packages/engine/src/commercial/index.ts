export {
  addProductDelta,
  emptyProductAccumulators,
  type LayerUse,
  negateProductDelta,
  type ProductAccumulators,
  type ProductDelta,
} from './accumulators.ts';
export {
  adjudicateCommercial,
  type CommercialOutcome,
  type HolderFacts,
  type LayerOutcome,
  type LayerPortion,
} from './adjudicate-commercial.ts';
export {
  addBurdens,
  type Burden,
  burdenAfter,
  burdenOf,
  burdenOfSlip,
  type CommercialView,
  contractedParts,
  partsOfBurden,
  viewFor,
} from './burden.ts';
export type { AccountLeg, FamilyAccount, FamilyLeg } from './late-payers.ts';
export { createProductLibrary, type ProductLibrary } from './library.ts';
export { limitedTo } from './limited-to.ts';
export { checkProducts, type ProductReport } from './lint.ts';
export {
  type CommercialClause,
  type EnrolmentRule,
  type FamilyRule,
  type LateRule,
  layersOn,
  type Premium,
  type Product,
  type ProductBadge,
  type ProductLayer,
} from './product.ts';
export {
  COMMERCIAL_REFUSAL_TEXTS,
  type CommercialRefusal,
  type CommercialRefusalCode,
  describeCommercialRefusal,
} from './refusals.ts';
export {
  COMMERCIAL_PARTS,
  type CommercialPart,
  HEALTH_STATES,
  type HealthState,
  type LatePayer,
  PUBLIC_SETTLEMENTS,
  type PublicSettlement,
  RELATION_LABELS,
  RELATIONS,
  type Relation,
} from './schema.ts';
export {
  type CommercialLeg,
  describeOneStopRefusal,
  type FinalPayers,
  type OneStop,
  type OneStopInput,
  type OneStopRefusal,
  type PublicPart,
  settleAll,
} from './settle-all.ts';
export { commercialCitation } from './text.ts';
