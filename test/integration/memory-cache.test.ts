import { memoryCache } from '#platform/memory-cache.ts';
import { clock } from '../../lib/local/platform.ts';
import { describeCache } from '../cache/contract.ts';

describeCache('the memory of the process', async () => memoryCache({ clock }));
