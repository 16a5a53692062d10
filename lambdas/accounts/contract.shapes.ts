import * as z from 'zod';
import { PAGE_SIZE_MAX } from '#platform/cursor.ts';
import { integerInPath } from '#platform/numbers.ts';
import { AccountID } from './domain.ts';

/** What several operations say alike. */

export const Minor = z.int();
export const Moment = z.iso.datetime();
export const AccountPath = z.object({ accountID: AccountID });
export const limit = integerInPath(1, PAGE_SIZE_MAX).optional();

export const accountExample = 'q7c2hd6kzn3wvb5xr4tmy2aj6e';
export const merchantExample = 'hb4wzq6d2xk7ntm3vy5rjc2a7u';
export const transferIDExample = 'm3xk5vq2c7hd6zn4wb5rtya2je';
export const momentExample = '2026-01-17T09:30:00.000Z';
