import type { Defect } from './defect.ts';
import { ledgerDefects } from './ledger.ts';
import { ridesDefects } from './rides.ts';

export const defects: readonly Defect[] = [...ridesDefects, ...ledgerDefects];

export function defectNamed(name: string): Defect {
  const found = defects.find((defect) => defect.name === name);
  if (!found) throw new Error(`There is no defect ${name}.`);
  return found;
}
