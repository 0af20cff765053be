/** What a gateway answers before it reads the message: a body of another shape than every other answer. */
export type GatewayRejection =
  | 'gateway-headers-missing'
  | 'gateway-timestamp'
  | 'gateway-unknown-caller'
  | 'gateway-signature';

/** The four texts of the public edition, word for word. */
export const GATEWAY_TEXTS: Readonly<Record<GatewayRejection, string>> = {
  'gateway-headers-missing': '缺少服务网关的请求头!',
  'gateway-timestamp': '签名时间戳超时!',
  'gateway-unknown-caller': '非法用户!',
  'gateway-signature': '签名不一致!',
};

/** `{"code":401,"message":…}`: not an answer envelope. */
export function encodeGatewayRejection(rejection: GatewayRejection): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ code: 401, message: GATEWAY_TEXTS[rejection] }));
}
