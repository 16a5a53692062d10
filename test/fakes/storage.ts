import { openStorage, type Storage, type StorageOptions } from '../../lib/local/storage/storage.ts';

/** The real storage, in memory, with the tables and queues of the tests. */
export function memoryStorage(options: Partial<StorageOptions> = {}): Storage {
  return openStorage({
    file: ':memory:',
    tables: ['rides'],
    queues: ['rides', 'rides_dead_letters'],
    onCommitFailed: (cause) => {
      throw cause;
    },
    ...options,
  });
}
