import type { Random } from '#platform/platform.ts';
import type { SecretKeeper } from './clients.ts';
import { hashOf, newSecret } from './secrets.ts';
import type { Directory } from './store.ts';

/** Secrets whose hashes lie in the registrations themselves: two while one is being replaced, the newest first. */
export function ownSecrets({ directory, random }: { directory: Directory; random: Random }): SecretKeeper {
  return {
    async make() {
      const secret = newSecret(random);
      return { clientID: random.uuid(), secret, secretHashes: [hashOf(secret)] };
    },

    async replace(clientID) {
      const secret = newSecret(random);
      const changed = await change(clientID, ([newest]) => [hashOf(secret), ...(newest === undefined ? [] : [newest])]);
      return changed ? secret : undefined;
    },

    endOverlap: (clientID) => change(clientID, ([newest, older]) => older !== undefined && [newest as string]),

    // With the registration goes its hash.
    forget: async () => undefined,
  };

  /** False where there is nothing to change; whoever else changes it meanwhile comes first. */
  async function change(
    clientID: string,
    after: (hashes: readonly string[]) => readonly string[] | false,
  ): Promise<boolean> {
    for (;;) {
      const client = await directory.client(clientID);
      const hashes = client ? after(client.secretHashes) : false;
      if (!client || !hashes) return false;
      if (await directory.changeSecrets(client, hashes)) return true;
    }
  }
}
