export {
  ASSUMED_INCOME,
  type Basis,
  CALIBRATION,
  INCOME_GROUPS,
  INCOME_LABELS,
  type IncomeGroup,
  POPULATION_VERSION,
  VISIT_CARE,
  type VisitCare,
} from './calibration.ts';
export {
  VISIT_SCOPES,
  type VisitColumns,
  type VisitScope,
  type VisitStream,
  visitColumns,
  visitStream,
} from './visits.ts';
