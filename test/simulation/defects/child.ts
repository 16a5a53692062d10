import { defectNamed } from './all.ts';
import { plant } from './planted.ts';

/**
 * One defect, in a process of its own: `child.ts NAME` looks for the violation that it is to be caught by and prints what
 * it has seen as JSON; `child.ts NAME SEEDS` plays so many seeds and prints which invariants they violate.
 */
const [name = '', seeds] = process.argv.slice(2);
const defect = defectNamed(name);
plant(defect);

// Only now, so that what these import is loaded with the defect in it.
const { hunt, survey } = await import('./hunt.ts');
const seen = seeds === undefined ? await hunt(defect) : await survey(defect, Number(seeds));
process.stdout.write(`${JSON.stringify(seen)}\n`);
