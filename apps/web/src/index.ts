export type { CalculatorAnswer, CalculatorPort, ProgramFile } from './calculator/port.ts';
export type { OpenDataPort, OpenMonthView, OpenTableView, PlacePolicy, PolicyNumber } from './open/port.ts';
export { isOpenFor } from './pages/institutions.ts';
export type {
  AccessEntry,
  Badge,
  BillView,
  CoverageView,
  DecisionView,
  FilingDocument,
  FilingRequest,
  FilingView,
  InstitutionView,
  KnownPersonLine,
  PackView,
  PagePort,
  PartsView,
  PersonKey,
  PlaceView,
  StaleCaseView,
  StepView,
  SummaryView,
  YearView,
} from './port.ts';
export { BADGES } from './port.ts';
export { type PageOptions, registerPages } from './register.ts';
export { COUNTER, DISEASE } from './texts/words.ts';
