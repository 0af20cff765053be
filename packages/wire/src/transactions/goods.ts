/** Sale (3505) and return (3506) of goods, with the trace codes of their packs. */
import { one, pick, transaction } from '../message.ts';
import { nothing, tracedPacks } from './nodes.ts';

const goods = pick(
  'itemCode',
  'mappedItemCode',
  'mappedItemName',
  'stockBatchNumber',
  'isSplitPack',
  'goodsQuantity',
  'goodsMovedAt',
);

const told = {
  ...pick('settlementId', 'personId', 'certificateType', 'certificateNumber', 'personName', 'lotNumber'),
  ...pick('manufacturedOn', 'expiresOn', 'isPrescriptionDrug', 'agreedPrice', 'goodsMovedBy', 'remark'),
};

export const reportSale = transaction({
  number: '3505',
  label: '商品销售',
  writes: true,
  input: {
    sale: one('selinfo', '销售信息', {
      required: { ...goods, ...pick('visitSerial', 'receiptNumber') },
      optional: {
        ...told,
        ...pick('prescriberCertificateType', 'prescriberCertificate', 'prescribingDoctorName'),
        ...pick('pharmacistCertificateType', 'pharmacistCertificate', 'pharmacistName'),
        ...pick('pharmacistLicence', 'feeSettlementKind', 'prescriptionNumber', 'isOutsidePrescription'),
        ...pick('deliveryNumber', 'goodsBatchNumber', 'barcode', 'shelf'),
      },
      // Older editions tell one code beside the goods instead of a list of packs.
      regional: pick('traceCode'),
      nested: { packs: tracedPacks },
    }),
  },
  output: nothing,
});

export const reportSaleReturn = transaction({
  number: '3506',
  label: '商品销售退货',
  writes: true,
  input: {
    sale: one('selinfo', '退货信息', {
      required: { ...goods, ...pick('visitSerial') },
      optional: { ...told, ...pick('saleNumber') },
      nested: { packs: tracedPacks },
    }),
  },
  output: nothing,
});
