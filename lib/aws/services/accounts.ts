import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { services } from '../../contracts.ts';
import type { Route } from '../constructs/contract-api.ts';
import type { Grant, Needs } from '../constructs/operation-function.ts';
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
    const takenBackBy = ['accounts-money-5xx'];
    // The record and the account in one read. A transaction takes the rights of the actions in it ("Using IAM with
    // DynamoDB transactions"), and a refusal is a single put.
    const moving: Needs = {
      environment,
      grants: onLedger('BatchGetItem', 'PutItem', 'UpdateItem'),
      takenBackBy,
    };

    this.routes = serviceRoutes(this, {
      deployment,
      service: 'accounts',
      operations: services.accounts,
      needs: {
        openAccount: {
          environment: { ...environment, IDEMPOTENCY_TABLE_NAME: idempotency.tableName },
          grants: [...grantsOn(idempotency.tableArn, ['GetItem', 'PutItem']), ...onLedger('PutItem')],
          takenBackBy,
        },
        createDeposit: moving,
        createWithdrawal: moving,
        // The shards of a house account are read in a batch, and so are several accounts of one owner.
        getAccount: { environment, grants: onLedger('GetItem', 'BatchGetItem') },
        listAccounts: {
          environment,
          grants: [...grantsOn(`${ledger.tableArn}/index/byOwner`, ['Query']), ...onLedger('GetItem', 'BatchGetItem')],
        },
        listTransactions: { environment, grants: onLedger('GetItem', 'Query') },
        getTransfer: { environment, grants: onLedger('GetItem') },
      },
    });
  }
}

type DynamoAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

function grantsOn(resource: string, actions: readonly DynamoAction[]): Grant[] {
  return actions.map((action) => ({ action: `dynamodb:${action}`, resource }));
}
