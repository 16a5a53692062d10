import { registeredClients } from '../../lambdas/identity/clients.ts';
import { ownSecrets } from '../../lambdas/identity/own-secrets.ts';
import { directory as directoryOn } from '../../lambdas/identity/store.ts';
import { type Cloud, MONEY_SETTLES_MS } from '../local/cloud.ts';
import { scryptPasswords } from '../local/passwords.ts';
import { backUp } from '../local/storage/backup.ts';
import type { ScanPlace, ScansAccount, System } from './command.ts';

/** The embedded system of this process, and the file that it keeps its data in. */
export function systemOn(cloud: Cloud, database: string): System {
  const letters = cloud.queues.ridesDeadLetters;
  const { platform } = cloud;
  const directory = directoryOn(platform.items, 'identity');

  return {
    ...platform,
    tables: { rides: 'rides', views: 'views', ledger: 'ledger' },
    deadLetters: {
      receive: async (max) => letters.receive(max),
      delete: async (id) => letters.delete(id),
      release: async (ids) => ids.forEach(letters.release),
    },
    // While it is not overloaded: both workers take what there is every tenth of a second.
    viewLagMs: 1_000,
    moneySettlesMs: MONEY_SETTLES_MS,
    scanProgress: async () => shareOfLedger,
    backUp: (file) => backUp(database, file),
    scans: scansOf(cloud),
    clients: registeredClients({ ...platform, directory, secrets: ownSecrets({ ...platform, directory }) }),
    users: { directory, passwords: scryptPasswords() },
  };
}

/** Here a scan follows the keys: accounts `A#{id}` come first and transfers `T#{id}` last, with ids that are chance. */
function shareOfLedger({ last }: ScanPlace): number {
  const digit = (at: number) => DIGITS.indexOf(last.charAt(at));
  const share = (digit(2) + digit(3) / DIGITS.length) / DIGITS.length;
  return (last.startsWith('A') ? share : 1 + share) / 2;
}

/** Those of base32 in the order of their bytes. */
const DIGITS = '234567abcdefghijklmnopqrstuvwxyz';

function scansOf({ platform: { clock, timers, metrics }, queues, streams }: Cloud): ScansAccount {
  return {
    async settled() {
      const patience = clock.monotonic() + SETTLING_MS_MAX;
      const isBusy = () => queues.rides.size() > 0 || !streams.rides.isEmpty();
      while (isBusy() && clock.monotonic() < patience) await timers.sleep(50);
    },

    totals() {
      const { RidesAccepted = 0, RidesReceived = 0, RidesRepeated = 0, RidesParked = 0 } = metrics.totals();
      const waiting = queues.rides.size();
      return {
        accepted: RidesAccepted,
        received: RidesReceived,
        repeated: RidesRepeated,
        parked: RidesParked,
        waiting,
      };
    },
  };
}

/** A queue that is not empty after this is kept full by somebody: the days are compared all the same. */
const SETTLING_MS_MAX = 30_000;
