export {
  type AgreementState,
  CARE_LEDGER,
  type CareBreach,
  type CareCatalogue,
  type CareDeps,
  type CareFigure,
  type CareLimits,
  type CareRefusal,
  type CareRefusalCode,
  type CareSide,
  careFigures,
  careInvariants,
  careMigrations,
  createCareSide,
  DEFAULT_LIMITS,
  type Institution,
  type SettlementView,
  setAgreement,
} from './care/index.ts';
export {
  answerHospital,
  createGateway,
  type GatewayDeps,
  type HeaderStyle,
  type HospitalRequest,
  MAX_BYTES,
  renderReversal,
  renderSettlement,
} from './gateway/index.ts';
export * from './insured/index.ts';
export {
  createProvince,
  type Province,
  type ProvinceDeps,
  type ProvinceFigures,
  provinceMigrations,
} from './province.ts';
