export type { HeaderStyle } from './caller.ts';
export type { MobileApps } from './mobile-gateway.ts';
export { createGateway } from './plugin.ts';
export {
  type AroundCall,
  answerHospital,
  type GatewayDeps,
  type HospitalRequest,
  MAX_BYTES,
} from './serve.ts';
export { renderReversal, renderSettlement } from './settlement-output.ts';
