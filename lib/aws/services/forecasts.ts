import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import type { Needs } from '../constructs/operation-function.ts';
import type { ServerlessCache } from '../constructs/serverless-cache.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import type { Deployment } from '../deployment.ts';

export interface ForecastsServiceProps {
  readonly deployment: Deployment;
  /** With the index `current`. */
  readonly forecasts: ITable;
  /** @default the reader remembers in its own memory */
  readonly cache: ServerlessCache | undefined;
}

/** Forecasts are put into one table, and read through the cache: its readers alone are in its network. */
export class ForecastsService extends Construct {
  readonly routes: readonly Route[];

  constructor(scope: Construct, id: string, { deployment, forecasts, cache }: ForecastsServiceProps) {
    super(scope, id);
    const { tableArn } = forecasts;
    const environment = { FORECASTS_TABLE_NAME: forecasts.tableName };
    const on = (action: `dynamodb:${string}`, resource = tableArn): Needs => ({
      environment,
      grants: [{ action, resource }],
    });

    this.routes = serviceRoutes(this, {
      deployment,
      service: 'forecasts',
      operations: services.forecasts,
      needs: {
        publishForecast: on('dynamodb:PutItem'),
        getForecast: {
          ...cache?.reading,
          environment: { ...environment, ...cache?.reading.environment },
          grants: [{ action: 'dynamodb:GetItem', resource: tableArn }, ...(cache?.reading.grants ?? [])],
        },
        listForecasts: on('dynamodb:Query', `${tableArn}/index/current`),
      },
    });
  }
}
