/** The ID card number that the patient showed: as the credential, or sent beside another credential. */
export function certificateShown(input: {
  readonly credentialType: string;
  readonly credentialNumber?: string | undefined;
  readonly certificateNumber?: string | undefined;
}): string | null {
  const { credentialType, credentialNumber, certificateNumber } = input;
  const shown = credentialType === 'id-card' ? (credentialNumber ?? certificateNumber) : certificateNumber;
  return shown ?? null;
}
