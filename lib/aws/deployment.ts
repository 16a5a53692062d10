import type { StageConfig } from './config.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** What every construct of one stage knows. */
export interface Deployment {
  readonly config: StageConfig;
  /** @default the stage's own Cognito user pool */
  readonly tokenIssuer?: TokenIssuer | undefined;
  /** Where the bundled functions lie: a folder each, by the name of the operation. */
  readonly bundles: string;
}

/**
 * The name of a function, queue, API or dashboard. What is looked at by people and alarms has a name that can be told in
 * advance; what remembers has none, because a name would keep CloudFormation from ever replacing it.
 */
export function nameOf({ config }: Pick<Deployment, 'config'>, thing?: string): string {
  return ['liftline', config.stage, ...(thing ? [thing] : [])].join('-');
}

/** Before the slash of every scope that Cognito writes into a token. */
export const RESOURCE_SERVER = 'liftline';

/** Where a function logs: the place that Lambda itself would choose. */
export function logGroupName(deployment: Pick<Deployment, 'config'>, operationId: string): string {
  return `/aws/lambda/${nameOf(deployment, operationId)}`;
}

/** Where the functions' own metrics are kept; a stage each, because two of them may share an account. */
export function metricsNamespace({ config }: Pick<Deployment, 'config'>): string {
  return `Liftline/${config.stage}`;
}
