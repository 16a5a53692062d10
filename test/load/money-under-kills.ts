import { setTimeout as sleep } from 'node:timers/promises';
import { openAccounts } from './accounts.ts';
import { differences, faultsIn, readLedger } from './ledger-on-disk.ts';
import { startLiftline } from './liftline.ts';
import { movements } from './movement.ts';
import { between, seeded } from './random.ts';
import { sendMoney } from './send-money.ts';

export interface MoneyUnderKills {
  readonly answered: number;
  readonly refused: number;
  readonly retries: number;
  /** Whatever went wrong, a sentence each. */
  readonly wrong: readonly string[];
}

/** Moves money of 20 accounts over 16 connections while the system is killed again and again, and audits what is left. */
export async function moneyUnderKills({
  data,
  kills,
  seed,
}: {
  data: string;
  kills: number;
  seed: number;
}): Promise<MoneyUnderKills> {
  const random = seeded(seed);
  let system = await startLiftline(data);
  try {
    const accountIDs = await openAccounts(system, { count: 20, connections: 1 });
    const enough = new AbortController();
    const tills = sendMoney({
      target: () => system,
      movements: movements(accountIDs, seeded(seed + 1)),
      connections: 16,
      random: seeded(seed + 2),
      until: enough.signal,
    });
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(between(random, 5, 300));
      await system.kill();
      system = await startLiftline(data);
    }
    enough.abort();
    const { answered, retries, failures } = await tills;
    await system.stop();

    const disk = readLedger(data);
    const wrong = [...failures, ...faultsIn(disk), ...differences(disk, answered)];
    return { answered: answered.size, refused: disk.refused, retries, wrong };
  } finally {
    await system.kill();
  }
}
