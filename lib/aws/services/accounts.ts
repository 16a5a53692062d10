import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import type { Grant } from '../constructs/operation-function.ts';
import { serviceRoutes } from '../constructs/service-routes.ts';
import type { Deployment } from '../deployment.ts';

export interface AccountsServiceProps {
  readonly deployment: Deployment;
  /** With the index `byOwner`. */
  readonly ledger: ITable;
  readonly idempotency: ITable;
}

/** The guests' money: every command is one transaction on the ledger, every reading a strong one. */
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
  }
}

type DynamoAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

function grantsOn(resource: string, actions: readonly DynamoAction[]): Grant[] {
  return actions.map((action) => ({ action: `dynamodb:${action}`, resource }));
}
