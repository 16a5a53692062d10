import { connect } from 'amqplib';
import { fastify } from 'fastify';

/**
 * The usual way to build this capture: fastify checks the scan by a schema, RabbitMQ keeps it, and 201 leaves when the
 * broker has confirmed it. Durable queue, persistent messages. Confirms are not waited for one by one on the channel:
 * every request waits for its own, so the broker confirms many at once. It checks no token and writes no log, which
 * is in its favour.
 */
const QUEUE = 'rides';

const connection = await connect(String(process.env['AMQP_URL']), { noDelay: true });
const channel = await connection.createConfirmChannel();
await channel.assertQueue(QUEUE, { durable: true });
await channel.purgeQueue(QUEUE);

const app = fastify();

app.post<{ Params: SkierDay; Body: LiftScan }>(
  '/skiers/:resortID/seasons/:seasonID/days/:dayID/skiers/:skierID',
  { schema: { params: skierDay(), body: liftScan() } },
  async ({ params, body }, reply) => {
    await publish({ ...params, ...body });
    return reply.code(201).send();
  },
);

const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`listening on ${url}\n`);

function publish(ride: SkierDay & LiftScan): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(ride)), { persistent: true }, (refused) =>
    refused ? reject(refused) : resolve(),
  );
  return promise;
}

interface SkierDay {
  resortID: number;
  seasonID: string;
  dayID: number;
  skierID: number;
}

interface LiftScan {
  time: number;
  liftID: number;
}

function skierDay() {
  return {
    type: 'object',
    required: ['resortID', 'seasonID', 'dayID', 'skierID'],
    properties: {
      resortID: { type: 'integer', minimum: 1 },
      seasonID: { type: 'string', pattern: '^[0-9]{4}$' },
      dayID: { type: 'integer', minimum: 1, maximum: 366 },
      skierID: { type: 'integer', minimum: 1 },
    },
  };
}

function liftScan() {
  return {
    type: 'object',
    required: ['time', 'liftID'],
    properties: {
      time: { type: 'integer', minimum: 0, maximum: 1_440 },
      liftID: { type: 'integer', minimum: 1, maximum: 32_767 },
    },
  };
}
