import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import { type Deployment, nameOf } from '../deployment.ts';

/** What says how the system itself is doing. */
export class OperationsService extends Construct {
  readonly routes: readonly Route[];

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
    super(scope, id);
    this.routes = serviceRoutes(this, {
      deployment,
      service: 'operations',
      operations: services.operations,
      needs: {
        getStatistics: {
          environment: { API_NAME: nameOf(deployment), API_STAGE: deployment.config.stage },
          grants: [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
        },
      },
    });
  }
}
