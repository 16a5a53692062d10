import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { gatewayLatency } from '#platform/aws/gateway-latency.ts';
import { StoreUnavailable } from '#platform/items.ts';
import { type AwsWire, awsWire, type WireAnswer, type WireCommand } from '../../fakes/aws-wire.ts';

const endpoints = [
  { method: 'GET', path: '/resorts' },
  { method: 'POST', path: '/skiers/{resortID}/seasons/{seasonID}' },
];
const NOON = Date.UTC(2026, 0, 1, 12);

let wire: AwsWire;
afterEach(() => wire.close());

describe('the latency of the endpoints on AWS', () => {
  it('is the mean over every call of the window, and the slowest of them', async () => {
    const MetricDataResults = [resultOf('sum1', 100, 20), resultOf('count1', 10, 2), resultOf('max1', 40, 15)];
    const latency = await latencyAnswering(() => ({ body: { MetricDataResults } }));

    expect(await latency.endpoints()).toEqual([{ ...endpoints[1], meanMs: 10, maxMs: 40 }]);
  });

  it('is asked for by the path that the gateway counts by, over the last 15 minutes', async () => {
    const latency = await latencyAnswering(() => ({ body: {} }));

    await latency.endpoints();

    const [{ input } = { input: undefined }] = wire.commands;
    expect(input.EndTime - input.StartTime).toBe(900);
    expect(input.MetricDataQueries[3].MetricStat).toMatchObject({
      Stat: 'Sum',
      Metric: {
        Namespace: 'AWS/ApiGateway',
        MetricName: 'Latency',
        Dimensions: [
          { Name: 'ApiName', Value: 'liftline-test' },
          { Name: 'Stage', Value: 'test' },
          { Name: 'Resource', Value: '/skiers/{id1}/seasons/{id2}' },
          { Name: 'Method', Value: 'POST' },
        ],
      },
    });
  });

  it('is put together from all pages of the answer', async () => {
    const latency = await latencyAnswering(({ input }) => ({
      body: input.NextToken
        ? { MetricDataResults: [resultOf('sum0', 30)] }
        : { MetricDataResults: [resultOf('sum0', 10), resultOf('count0', 4), resultOf('max0', 25)], NextToken: 'more' },
    }));

    expect(await latency.endpoints()).toEqual([{ ...endpoints[0], meanMs: 10, maxMs: 25 }]);
  });

  it('is unavailable when CloudWatch does not answer', async () => {
    const latency = await latencyAnswering(() => 'silence');

    await expect(latency.endpoints()).rejects.toThrow(StoreUnavailable);
  });
});

async function latencyAnswering(answer: (command: WireCommand) => WireAnswer) {
  wire = await awsWire(answer);
  const client = new CloudWatchClient(wire.settings);
  return gatewayLatency({ api: 'liftline-test', stage: 'test', endpoints, clock: { now: () => NOON } }, client);
}

function resultOf(Id: string, ...Values: number[]) {
  return { Id, Values };
}
