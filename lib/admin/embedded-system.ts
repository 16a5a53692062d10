import { registeredClients } from '../../lambdas/identity/clients.ts';
import { ownSecrets } from '../../lambdas/identity/own-secrets.ts';
import { directory as directoryOn } from '../../lambdas/identity/store.ts';
import type { Cloud } from '../local/cloud.ts';
import { scryptPasswords } from '../local/passwords.ts';
import type { ScansAccount, System } from './command.ts';

/** The embedded system of this process. */
export function systemOn(cloud: Cloud): System {
  const letters = cloud.queues.ridesDeadLetters;
  const { platform } = cloud;
  const directory = directoryOn(platform.items, 'identity');

  return {
    ...platform,
    tables: { rides: 'rides', views: 'views' },
    deadLetters: {
      receive: async (max) => letters.receive(max),
      delete: async (id) => letters.delete(id),
      release: async (ids) => ids.forEach(letters.release),
    },
    // While it is not overloaded: both workers take what there is every tenth of a second.
    viewLagMs: 1_000,
    scans: scansOf(cloud),
    clients: registeredClients({ ...platform, directory, secrets: ownSecrets({ ...platform, directory }) }),
    users: { directory, passwords: scryptPasswords() },
  };
}

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
