import { Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type ISecurityGroup,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Two zones without a way out: no NAT, no internet gateway, nothing that costs by the hour. DynamoDB is reached by its
 * gateway endpoint, which is free, and lets through reads of the named tables only.
 */
export class IsolatedNetwork extends Construct {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { tables }: { readonly tables: readonly ITable[] }) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Resource', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
      maxAzs: 2,
      natGateways: 0,
      // Of 64 addresses each: functions share an interface a subnet, however many of them run.
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
      // Nothing is in it, and closing it would take a custom resource.
      restrictDefaultSecurityGroup: false,
    });
    const dynamodb = this.vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    dynamodb.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:GetItem'],
        resources: tables.map(({ tableArn }) => tableArn),
      }),
    );
    Validations.of(this.vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason: 'There is one way in it, from functions to the cache, and each of its ends has logs and metrics.',
    });
  }

  get subnetIds(): string[] {
    return this.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds;
  }

  /** Closed in both directions until it is opened. */
  securityGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  /** The addresses of DynamoDB are those of a list that only the account knows; there is no route to any others. */
  allowTables(group: ISecurityGroup): void {
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'DynamoDB, by the gateway endpoint');
  }
}
