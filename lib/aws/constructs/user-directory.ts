import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { FeaturePlan, Mfa, ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopes } from '#platform/call.ts';
import { type Deployment, nameOf } from '../deployment.ts';

/** Before the slash of every scope that Cognito writes into a token. */
export const RESOURCE_SERVER = 'liftline';

/** The users and programs that may be given tokens, and the scopes that a token may name. */
export class UserDirectory extends Construct {
  readonly userPool: UserPool;

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: Deployment }) {
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
  }
}
