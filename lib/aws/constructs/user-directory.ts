import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { scopes } from '#platform/call.ts';
import { type Deployment, nameOf, RESOURCE_SERVER } from '../deployment.ts';
import { OperationFunction } from './operation-function.ts';

export interface UserDirectoryProps {
  readonly deployment: Deployment;
  /** Where the registrations of programs lie. */
  readonly identity: ITable;
}

/** The users and programs that may be given tokens, and the scopes that a token may name. */
export class UserDirectory extends Construct {
  readonly userPool: UserPool;
  /** With which guests' apps sign them in. */
  readonly guests: UserPoolClient;
  /** Where programs get their tokens. */
  readonly tokenUrl: string;

  constructor(scope: Construct, id: string, { deployment, identity }: UserDirectoryProps) {
    super(scope, id);
    const { isProtected } = deployment.config;
    this.userPool = new UserPool(this, 'Resource', {
      userPoolName: nameOf(deployment),
      // The least that can put our own claims into a token before it is signed.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInCaseSensitive: false,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      // What a guest's token is bound to. Whoever signs people up writes them; a guest's app may not.
      customAttributes: {
        skierID: new StringAttribute({ mutable: true, maxLen: 10 }),
        resorts: new StringAttribute({ mutable: true, maxLen: 256 }),
      },
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-COG2',
        reason: 'Guests choose: a lost phone must not keep a family off the mountain.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-COG8',
        reason:
          'Essentials is the least plan with our own claims; Plus costs more for each guest, for risk scoring alone.',
      },
    );
    this.userPool.addResourceServer('Scopes', {
      identifier: RESOURCE_SERVER,
      scopes: scopes.map((scopeName) => new ResourceServerScope({ scopeName, scopeDescription: scopeName })),
    });
    new CfnUserPoolGroup(this, 'Staff', {
      userPoolId: this.userPool.userPoolId,
      groupName: 'staff',
      description: 'May do everything.',
    });

    this.guests = this.userPool.addClient('Guests', {
      generateSecret: false,
      // The password itself never leaves the app.
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
      // As long as a phone may need to hear the answer that has the next one.
      refreshTokenRotationGracePeriod: Duration.seconds(10),
      writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
    });
    const domain = this.userPool.addDomain('Domain', {
      // Of everybody's in the Region, so the account is in its name.
      cognitoDomain: { domainPrefix: `${nameOf(deployment)}-${Aws.ACCOUNT_ID}` },
    });
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;

    const { target } = new OperationFunction(this, 'grantClaims', {
      deployment,
      service: 'identity',
      operationId: 'grantClaims',
      environment: { IDENTITY_TABLE_NAME: identity.tableName, RESOURCE_SERVER },
      grants: [{ action: 'dynamodb:GetItem', resource: identity.tableArn }],
      // Cognito waits for no longer.
      timeout: Duration.seconds(5),
    });
    // Version 3 is asked for the tokens of programs too, which takes the same plan.
    this.userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, target, LambdaVersion.V3_0);
  }
}
