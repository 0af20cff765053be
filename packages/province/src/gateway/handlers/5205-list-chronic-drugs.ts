import { ok } from '@zhijie/kernel';
import { readChronicLines } from '../../care/settlement/query.ts';
import type { HandlerOf } from '../handling.ts';
import { kindOf } from './5204-read-settled-lines.ts';

const DRUGS: readonly string[] = ['drug', 'herbal-pieces'];

export const listChronicDrugs: HandlerOf<'5205'> = async ({ deps, call, input, answer }) => {
  const { personId, startedAt: from, endedAt: until = call.receivedAt } = input;
  const lines = await readChronicLines(deps, call, { personId, from, until });
  const { providerId, name: providerName } = call.institution;
  const items = new Map(
    deps
      .catalogueOf(call.institution.area)
      .items()
      .map((item) => [item.itemCode, item]),
  );
  return ok(
    answer({
      drugs: lines
        .filter((line) => DRUGS.includes(kindOf(line.itemCode)))
        .map((line) => ({
          lineId: line.lineNumber,
          providerId,
          providerName,
          personId,
          careType: 'chronic' as const,
          occurredAt: line.occurredAt,
          quantity: line.quantity,
          price: line.unitPrice,
          insuranceItemCode: line.itemCode,
          insuranceItemName: line.itemName,
          catalogueKind: kindOf(line.itemCode),
          itemCode: line.itemCode,
          hospitalItemCode: line.hospitalItemCode,
          hospitalItemName: line.itemName,
          feeCategory: line.category,
          specification: items.get(line.itemCode)?.specification ?? '',
          paymentClass: line.paymentClass,
          prescriptionOrOrderNumber: line.prescriptionNumber ?? undefined,
        })),
    }),
  );
};
