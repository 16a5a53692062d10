import { expect, test } from 'vitest';
import { services } from '../../lib/contracts.ts';
import { latencies } from '../../lib/local/watch/latencies.ts';

const { RecordRide, GetSkierDay } = services.rides;

test('tells mean and maximum of each operation that was called', async () => {
  const { observe, endpoints } = latencies();

  for (const ms of [1, 2, 3]) observe({ operation: RecordRide, status: 201, ms });
  observe({ operation: GetSkierDay, status: 404, ms: 0.5 });
  observe({ operation: undefined, status: 404, ms: 100 });

  const [record, read, ...others] = await endpoints();
  expect(record).toMatchObject({ method: 'POST', path: RecordRide.path });
  expect(record?.meanMs).toBeCloseTo(2, 1);
  expect(record?.maxMs).toBeCloseTo(3, 1);
  expect(read).toMatchObject({ method: 'GET', path: GetSkierDay.path });
  expect(others).toEqual([]);
});

test('takes whatever a clock says', async () => {
  const { observe, endpoints } = latencies();

  for (const ms of [0, 1e12]) observe({ operation: RecordRide, status: 201, ms });

  expect((await endpoints())[0]?.maxMs).toBeGreaterThanOrEqual(60_000);
});

test('knows the slowest hundredth of the slowest operation, and forgets it', () => {
  const { observe, worstP99Ms, reset } = latencies();

  for (let n = 1; n <= 100; n += 1) observe({ operation: RecordRide, status: 201, ms: n > 98 ? 50 : 1 });
  for (let n = 1; n <= 100; n += 1) observe({ operation: GetSkierDay, status: 200, ms: 2 });
  const worst = worstP99Ms();
  reset();

  expect(worst).toBeCloseTo(50, 0);
  expect(worstP99Ms()).toBeUndefined();
});
