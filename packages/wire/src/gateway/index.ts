export { type CsbCredentials, signCsb, verifyCsb } from './csb.ts';
export type { GatewayHeaders } from './header.ts';
export { encodeGatewayRejection, GATEWAY_TEXTS, type GatewayRejection } from './rejection.ts';
export { signTif, type TifCredentials, verifyTif } from './tif.ts';
