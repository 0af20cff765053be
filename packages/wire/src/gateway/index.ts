export { type CsbCredentials, signCsb, verifyCsb } from './csb.ts';
export {
  type CsbQuestion,
  explainCsb,
  explainTif,
  type HeaderExplanation,
  type TifQuestion,
} from './explain-header.ts';
export {
  explainSignature,
  IDENTITY_MISTAKES,
  MISTAKES,
  type SignatureExplanation,
  type SignatureForms,
  type SignatureQuestion,
  type TextDifference,
} from './explain-signature.ts';
export type { GatewayHeaders } from './header.ts';
export {
  encodeLocalAnswer,
  encodeLocalFailure,
  type LocalQuery,
  readLocalQuery,
} from './local-component.ts';
export {
  decodeMobile,
  decryptMobile,
  encodeMobile,
  encryptMobile,
  type MobileApp,
  type MobileFault,
  type MobileMessage,
  mobileKey,
  mobilePrivateKey,
  mobilePublicKey,
  signMobile,
  verifyMobile,
} from './mobile.ts';
export {
  encodeMobileAnswer,
  encodeMobileFailure,
  encodeMobileNotice,
  isNoticeTaken,
  type KnownMobileApp,
  MOBILE_PATHS,
  type MobileCall,
  type ReadMobileCall,
  readMobileCall,
} from './mobile-call.ts';
export { signedText, type TextMistake } from './mobile-text.ts';
export { encodeGatewayRejection, GATEWAY_TEXTS, type GatewayRejection } from './rejection.ts';
export { signTif, type TifCredentials, verifyTif } from './tif.ts';
