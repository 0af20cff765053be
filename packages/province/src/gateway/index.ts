export { createGateway } from './plugin.ts';
export {
  answerHospital,
  type GatewayDeps,
  type HeaderStyle,
  type HospitalRequest,
  MAX_BYTES,
} from './serve.ts';
export { renderReversal, renderSettlement } from './settlement-output.ts';
