import type { Defect } from './defect.ts';
import { buildDefects } from './ledger/builds.ts';
import { holdDefects } from './ledger/holds.ts';
import { moneyDefects } from './ledger/money.ts';
import { readDefects } from './ledger/reads.ts';
import { recordDefects } from './ledger/records.ts';
import { refundDefects } from './ledger/refunds.ts';
import { ridesDefects } from './rides.ts';

export const defects: readonly Defect[] = [
  ...ridesDefects,
  ...recordDefects,
  ...moneyDefects,
  ...holdDefects,
  ...refundDefects,
  ...readDefects,
  ...buildDefects,
];

export function defectNamed(name: string): Defect {
  const found = defects.find((defect) => defect.name === name);
  if (!found) throw new Error(`There is no defect ${name}.`);
  return found;
}
