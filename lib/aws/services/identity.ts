import { Duration } from 'aws-cdk-lib';
import { type IAuthorizer, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { OperationFunction } from '../constructs/operation-function.ts';
import { type Deployment, RESOURCE_SERVER } from '../deployment.ts';
import type { TokenIssuer } from '../token-issuer.ts';

export interface IdentityServiceProps {
  readonly deployment: Deployment;
  readonly userPool: UserPool;
  /** Of the API key that everybody is counted by who has no limit of their own. */
  readonly sharedKey: string;
}

/** Who may call: a function that verifies the access token of each request, asked again every five minutes. */
export class IdentityService extends Construct {
  readonly authorizer: IAuthorizer;

  constructor(scope: Construct, id: string, { deployment, userPool, sharedKey }: IdentityServiceProps) {
    super(scope, id);
    const { issuer, jwksUri, audience, algorithms } = deployment.tokenIssuer ?? issuerOf(userPool);
    const { target } = new OperationFunction(this, 'authorize', {
      deployment,
      service: 'identity',
      operationId: 'authorize',
      environment: {
        TOKEN_ISSUER: issuer,
        JWKS_URI: jwksUri,
        RESOURCE_SERVER,
        SHARED_USAGE_IDENTIFIER: sharedKey,
        ...(audience && { TOKEN_AUDIENCES: audience }),
        ...(algorithms && { TOKEN_ALGORITHMS: algorithms }),
      },
    });

    // Another id than before it named keys: what the gateway remembers of an authorizer goes with it, and answers without
    // a key would be refused for five minutes.
    this.authorizer = new RequestAuthorizer(this, 'TokenAuthorizer', {
      handler: target,
      identitySources: [IdentitySource.header('Authorization')],
      // Each function checks the token's end and its scope again, so what is remembered is never too much.
      resultsCacheTtl: Duration.seconds(300),
    });
  }
}

function issuerOf({ userPoolProviderUrl }: UserPool): TokenIssuer {
  return { issuer: userPoolProviderUrl, jwksUri: `${userPoolProviderUrl}/.well-known/jwks.json` };
}
