/**
 * The application for mobile payment that the demo network and the sandbox know. Its keys stand in
 * `spec/vectors/wire`: they are public, and no real node knows them.
 */
export const exampleMobileApp = {
  appId: '43AF047BBA47FC8A1AE8EFB232BDBBCB',
  appSecret: '4117E877F5FA0A0188891283E4B617D5',
  /** Signs what the application sends. */
  privateKey: 'EosvqL1DPGwGjI2APf95eSpRmlUXGxtlDCNmHRWJcmM=',
  publicKey: 'BNVUjHgly7VhUKNQbNV0ZK+KGuBRnfrzxYIh3IEMryjdkhBzdo/j1ZzlTnmklEXPc/7SMIZTcCcmTRaJRtR5Uz4=',
  /** Signs what it is answered. */
  platformPrivateKey: 'kgEuSJPRDA7ZCakfX0zY6ph1dgpNsdnmSuqqVvgongY=',
  platformPublicKey:
    'BNtgnEi1tMOxFVs6WLYS5VutubEDVNAyOjO0IfBig11XF1XeQ2b052amG5Tvqg2PNog2/cEWZjSFWQALCEFfmZk=',
} as const;
