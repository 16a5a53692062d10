import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import { type Grant, OperationFunction } from '../constructs/operation-function.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import type { Deployment } from '../deployment.ts';

export interface AccountsServiceProps {
  readonly deployment: Deployment;
  /** With the index `byOwner`. */
  readonly ledger: ITable;
  readonly idempotency: ITable;
}

/** The guests' money: every command is one transaction on the ledger, every reading a strong one; at night it adds up. */
export class AccountsService extends Construct {
  readonly routes: readonly Route[];

  constructor(scope: Construct, id: string, { deployment, ledger, idempotency }: AccountsServiceProps) {
    super(scope, id);
    const onLedger = (...actions: readonly DynamoAction[]) => grantsOn(ledger.tableArn, actions);
    const environment = { LEDGER_TABLE_NAME: ledger.tableName };
    const remembered = { ...environment, IDEMPOTENCY_TABLE_NAME: idempotency.tableName };
    // The record and the account in one read. A transaction takes the rights of the actions in it ("Using IAM with
    // DynamoDB transactions"), and a refusal is a single put.
    const moving = {
      environment,
      grants: onLedger('BatchGetItem', 'PutItem', 'UpdateItem'),
      takenBackBy: ['accounts-money-5xx'],
    };
    // The records of these lie in the table that forgets them.
    const revising = {
      environment: remembered,
      grants: [
        ...grantsOn(idempotency.tableArn, ['BatchGetItem', 'PutItem']),
        ...onLedger('BatchGetItem', 'UpdateItem'),
      ],
      takenBackBy: ['accounts-commands-5xx'],
    };

    this.routes = serviceRoutes(this, {
      deployment,
      service: 'accounts',
      operations: services.accounts,
      needs: {
        openAccount: {
          environment: remembered,
          grants: [...grantsOn(idempotency.tableArn, ['GetItem', 'PutItem']), ...onLedger('PutItem')],
          takenBackBy: revising.takenBackBy,
        },
        createDeposit: moving,
        createWithdrawal: moving,
        createTransfer: moving,
        createRefund: { ...revising, environment, grants: [...moving.grants, ...onLedger('GetItem')] },
        createHold: moving,
        captureHold: moving,
        releaseHold: revising,
        closeAccount: revising,
        putAddress: { environment, grants: onLedger('BatchGetItem', 'PutItem') },
        getAddress: { environment, grants: onLedger('BatchGetItem') },
        // The shards of a house account are read in a batch, and so are several accounts of one owner.
        getAccount: { environment, grants: onLedger('GetItem', 'BatchGetItem') },
        listAccounts: {
          environment,
          grants: [...grantsOn(`${ledger.tableArn}/index/byOwner`, ['Query']), ...onLedger('GetItem', 'BatchGetItem')],
        },
        listTransactions: { environment, grants: onLedger('GetItem', 'Query') },
        getStatement: { environment, grants: onLedger('GetItem', 'Query') },
        getBalance: { environment, grants: onLedger('GetItem', 'Query') },
        getTransfer: { environment, grants: onLedger('GetItem') },
        getHold: { environment, grants: onLedger('GetItem') },
        listHolds: { environment, grants: onLedger('GetItem') },
      },
    });

    const { target: reconciling } = new OperationFunction(this, 'reconcileLedger', {
      deployment,
      service: 'accounts',
      operationId: 'reconcileLedger',
      environment: {
        ...environment,
        LEDGER_ITEMS_PER_SECOND: String(
          deployment.config.onDemandMax.ledger.read * SHARE_FOR_RECONCILING * ITEMS_A_UNIT,
        ),
      },
      // Shards, and holds with their accounts, are read in batches.
      grants: onLedger('Scan', 'BatchGetItem'),
      timeout: Duration.minutes(15),
      memoryMb: 1_769,
    });
    new Rule(this, 'Nightly', { schedule: AT_NIGHT, targets: [new LambdaFunction(reconciling)] });
  }
}

/** At 3 or 4 in the morning where the lifts are, when hardly a shard moves: the more are compared to the cent. */
const AT_NIGHT = Schedule.cron({ hour: '10', minute: '0' });
/** A unit is a strong read of 4 KB, and an item of the ledger has some 700 bytes. */
const ITEMS_A_UNIT = 5;
/** In `prod` 2,500 units are 12,500 items a second, or 11 million in the 15 minutes that a function has. */
const SHARE_FOR_RECONCILING = 0.5;

type DynamoAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem';

function grantsOn(resource: string, actions: readonly DynamoAction[]): Grant[] {
  return actions.map((action) => ({ action: `dynamodb:${action}`, resource }));
}
