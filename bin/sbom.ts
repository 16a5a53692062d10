// Writes sbom.cdx.json, which git ignores: all that is in it comes from package-lock.json. `npm run sbom`
import { writeFileSync } from 'node:fs';
import { productSbom } from '../lib/sbom.ts';

writeFileSync(new URL('../sbom.cdx.json', import.meta.url), `${JSON.stringify(productSbom(), null, 2)}\n`);
