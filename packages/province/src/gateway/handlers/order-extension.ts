import { orderExtensionText } from '@zhijie/wire';

type Told = {
  readonly visitId: string;
  readonly settlementId?: string | null;
  /** Where the cash part is paid. */
  readonly page?: string | null;
};

/** What the interface has no field for: visit, settlement and payment page of an order. */
export const extensionOf = ({ visitId, settlementId, page }: Told): string =>
  orderExtensionText({
    visitId,
    ...(settlementId == null ? {} : { settlementId }),
    ...(page == null ? {} : { page }),
  });
