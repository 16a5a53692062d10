import type { Clock } from '#platform/platform.ts';
import type { Client } from './domain.ts';
import type { Directory } from './store.ts';

/** Who makes the secrets of programs and knows them again: our own table, or a Cognito user pool. */
export interface SecretKeeper {
  make(program: Pick<Client, 'name' | 'scopes'>): Promise<MadeSecret>;
  /** A further secret; the newest of those before stays good. Undefined where there is no such program. */
  replace(clientID: string): Promise<string | undefined>;
  /** Whether there was an older secret, which is now good no longer. */
  endOverlap(clientID: string): Promise<boolean>;
  /** Harmless where there is none. */
  forget(clientID: string): Promise<void>;
}

export interface MadeSecret {
  readonly clientID: string;
  /** To be shown once, and kept by nobody. */
  readonly secret: string;
  /** What the registration is to keep of it; none where another keeps it. */
  readonly secretHashes: readonly string[];
}

interface Ports {
  readonly directory: Directory;
  readonly secrets: SecretKeeper;
  readonly clock: Clock;
}

/** Programs that may have tokens: gates, tills, partners. Each change may be made again after a crash. */
export function registeredClients({ directory, secrets, clock }: Ports) {
  return {
    /** The secret comes first: one without a registration is given tokens that allow nothing. */
    async add(program: Omit<Client, 'clientID' | 'createdAt'>): Promise<Pick<MadeSecret, 'clientID' | 'secret'>> {
      const { clientID, secret, secretHashes } = await secrets.make(program);
      const createdAt = new Date(clock.now()).toISOString();
      const added = await directory.addClient({ ...program, clientID, createdAt, secretHashes });
      if (!added) throw new Error('A program of this id is registered already.');
      return { clientID, secret };
    },

    list: () => directory.clients(),
    rotate: (clientID: string) => secrets.replace(clientID),
    endOverlap: (clientID: string) => secrets.endOverlap(clientID),

    /** Its registration goes last, so that who was interrupted finds it still listed. */
    async remove(clientID: string): Promise<boolean> {
      await secrets.forget(clientID);
      return directory.removeClient(clientID);
    },
  };
}
