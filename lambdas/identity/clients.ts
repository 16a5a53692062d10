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

/** Who holds programs to their limits where the gateway does not read them in the token: API Gateway, by API keys. */
export interface LimitKeeper {
  /** Those that it can hold a program to, in requests a minute. */
  readonly limits: readonly number[];
  /** Names the key that a token of the program is to name from now on. May be done again. */
  hold(clientID: string, requestsPerMinute: number): Promise<string>;
  /** Whether the key is one that it holds somebody by. */
  isHeldBy(usageKey: string): boolean;
  /** Harmless where there is none. */
  release(clientID: string): Promise<void>;
}

interface Ports {
  readonly directory: Directory;
  readonly secrets: SecretKeeper;
  /** @default none: the gateway reads the limit in the token */
  readonly limitKeeper?: LimitKeeper;
  readonly clock: Clock;
}

/** Programs that may have tokens: gates, tills, partners. Each change may be made again after a crash. */
export function registeredClients({ directory, secrets, limitKeeper, clock }: Ports) {
  return {
    /** Undefined where there is any. */
    limits: limitKeeper?.limits,

    /** The secret comes first: one without a registration is given tokens that allow nothing. */
    async add(
      program: Omit<Client, 'clientID' | 'createdAt' | 'usageKey'>,
    ): Promise<Pick<MadeSecret, 'clientID' | 'secret'>> {
      const { clientID, secret, secretHashes } = await secrets.make(program);
      const createdAt = new Date(clock.now()).toISOString();
      const held = await heldTo(clientID, program.requestsPerMinute);
      const added = await directory.addClient({ ...program, ...held, clientID, createdAt, secretHashes });
      if (!added) throw new Error('A program of this id is registered already.');
      return { clientID, secret };
    },

    list: () => directory.clients(),
    /** Whether somebody heeds its limit: nobody does of one that was registered before there was a key for it. */
    isHeld: ({ requestsPerMinute, usageKey }: Client) =>
      !limitKeeper || requestsPerMinute === undefined || (usageKey !== undefined && limitKeeper.isHeldBy(usageKey)),

    /** The key comes first: a token must name none that is not there. False where there is no such program. */
    async limit(clientID: string, requestsPerMinute: number): Promise<boolean> {
      if (!(await directory.client(clientID))) return false;
      return directory.limitClient({ clientID, requestsPerMinute, ...(await heldTo(clientID, requestsPerMinute)) });
    },

    rotate: (clientID: string) => secrets.replace(clientID),
    endOverlap: (clientID: string) => secrets.endOverlap(clientID),

    /** Its registration goes last, so that who was interrupted finds it still listed. */
    async remove(clientID: string): Promise<boolean> {
      await secrets.forget(clientID);
      await limitKeeper?.release(clientID);
      return directory.removeClient(clientID);
    },
  };

  async function heldTo(clientID: string, requestsPerMinute: number | undefined): Promise<Pick<Client, 'usageKey'>> {
    if (!limitKeeper || requestsPerMinute === undefined) return {};
    return { usageKey: await limitKeeper.hold(clientID, requestsPerMinute) };
  }
}
