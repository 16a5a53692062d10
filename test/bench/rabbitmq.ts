import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../load/free-port.ts';
import { startServer } from '../load/server.ts';

export interface Broker {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Debian's RabbitMQ with its own settings but for the addresses: broker, distribution and epmd all on loopback only. */
export async function startRabbitMQ(folder: string): Promise<Broker> {
  mkdirSync(folder, { recursive: true });
  const [amqp, distribution, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const log = join(folder, 'rabbitmq.log');
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_NODENAME: 'liftline-bench@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(amqp),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'no-plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'no-config'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-environment'),
    // In the foreground without a shell in front, so that its process id is the broker's.
    RUNNING_UNDER_SYSTEMD: 'yes',
  };
  const epmd = spawn('epmd', ['-address', '127.0.0.1', '-port', env.ERL_EPMD_PORT], { stdio: 'ignore' });
  const broker = await startServer({
    program: '/usr/lib/rabbitmq/bin/rabbitmq-server',
    args: [],
    folder,
    log,
    env,
    ready: /Starting broker\.\.\. completed/,
  });

  return {
    pid: broker.pid,
    url: `amqp://127.0.0.1:${amqp}`,
    async stop() {
      await broker.stop();
      epmd.kill();
    },
  };
}
