import type { Operation, Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { captureHold } from '../../lambdas/accounts/capture-hold.ts';
import { closeAccount } from '../../lambdas/accounts/close-account.ts';
import { createDeposit } from '../../lambdas/accounts/create-deposit.ts';
import { createHold } from '../../lambdas/accounts/create-hold.ts';
import { createRefund } from '../../lambdas/accounts/create-refund.ts';
import { createTransfer } from '../../lambdas/accounts/create-transfer.ts';
import { createWithdrawal } from '../../lambdas/accounts/create-withdrawal.ts';
import { getAccount } from '../../lambdas/accounts/get-account.ts';
import { getAddress } from '../../lambdas/accounts/get-address.ts';
import { getBalance } from '../../lambdas/accounts/get-balance.ts';
import { getHold } from '../../lambdas/accounts/get-hold.ts';
import { getStatement } from '../../lambdas/accounts/get-statement.ts';
import { getTransfer } from '../../lambdas/accounts/get-transfer.ts';
import { ledgerOn } from '../../lambdas/accounts/ledger.ts';
import { listAccounts } from '../../lambdas/accounts/list-accounts.ts';
import { listHolds } from '../../lambdas/accounts/list-holds.ts';
import { listTransactions } from '../../lambdas/accounts/list-transactions.ts';
import { openAccount } from '../../lambdas/accounts/open-account.ts';
import { putAddress } from '../../lambdas/accounts/put-address.ts';
import { releaseHold } from '../../lambdas/accounts/release-hold.ts';
import { ledgerStore } from '../../lambdas/accounts/store.ts';
import { cachedForecasts } from '../../lambdas/forecasts/cached-forecasts.ts';
import { getForecast } from '../../lambdas/forecasts/get-forecast.ts';
import { listForecasts } from '../../lambdas/forecasts/list-forecasts.ts';
import { publishForecast } from '../../lambdas/forecasts/publish-forecast.ts';
import { forecastStore } from '../../lambdas/forecasts/store.ts';
import { createSession } from '../../lambdas/identity/create-session.ts';
import { createToken } from '../../lambdas/identity/create-token.ts';
import { getJwks } from '../../lambdas/identity/get-jwks.ts';
import type { Issuer, Passwords } from '../../lambdas/identity/issuer.ts';
import { revokeToken } from '../../lambdas/identity/revoke-token.ts';
import { directory } from '../../lambdas/identity/store.ts';
import { getHealth } from '../../lambdas/operations/get-health.ts';
import { getOpenapi } from '../../lambdas/operations/get-openapi.ts';
import { getStatistics } from '../../lambdas/operations/get-statistics.ts';
import type { Statistics } from '../../lambdas/operations/statistics.ts';
import { addSeason } from '../../lambdas/rides/add-season.ts';
import { countSkiers } from '../../lambdas/rides/count-skiers.ts';
import { getSkierDay } from '../../lambdas/rides/get-skier-day.ts';
import { getVertical } from '../../lambdas/rides/get-vertical.ts';
import { listResorts } from '../../lambdas/rides/list-resorts.ts';
import { listSeasons } from '../../lambdas/rides/list-seasons.ts';
import { recordRide } from '../../lambdas/rides/record-ride.ts';
import { recordRides } from '../../lambdas/rides/record-rides.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { services } from '../contracts.ts';
import type { Route } from './gateway/router.ts';

/** Every operation with the embedded cloud behind it: what the handlers do for Lambda. */
export function routesOn(platform: Platform, { document, statistics }: Extras): Route[] {
  const reads = readsOn(platform);
  const views = viewsStore(platform, 'views');
  const store = ledgerStore(platform.items, 'ledger');
  const ledger = ledgerOn(platform, 'ledger', 'idempotency');
  const { clock } = platform;
  const forecasts = forecastStore(platform.items, 'forecasts');
  const cached = cachedForecasts(platform, 'forecasts');

  return [
    ...routesOf(services.rides, {
      ...reads.rides,
      RecordRide: recordRide(platform),
      RecordRides: recordRides(platform),
      AddSeason: addSeason({ views }),
    }),
    ...routesOf(services.accounts, {
      ...reads.accounts,
      OpenAccount: openAccount({ ...platform, ledger }),
      CloseAccount: closeAccount({ ledger }),
      PutAddress: putAddress(platform, 'ledger'),
      CreateDeposit: createDeposit({ ledger }),
      CreateWithdrawal: createWithdrawal({ ledger }),
      CreateTransfer: createTransfer({ ledger }),
      CreateRefund: createRefund({ ledger, store }),
      CreateHold: createHold({ ledger }),
      CaptureHold: captureHold({ ledger }),
      ReleaseHold: releaseHold({ ledger }),
    }),
    ...routesOf(services.forecasts, {
      PublishForecast: publishForecast({ store: forecasts, clock, cached }),
      GetForecast: getForecast({ cached, clock }),
      ListForecasts: listForecasts({ store: forecasts, clock }),
    }),
    ...routesOf(services.operations, {
      GetHealth: getHealth(),
      GetOpenapi: getOpenapi({ document }),
      GetStatistics: getStatistics({ statistics }),
    }),
  ];
}

/** What only reads tables, so that every thread can answer it. */
export function readRoutesOn(platform: ReadPlatform): Route[] {
  const { rides, accounts } = readsOn(platform);
  return [...someRoutesOf(services.rides, rides), ...someRoutesOf(services.accounts, accounts)];
}

type ReadPlatform = Pick<Platform, 'items' | 'clock' | 'random' | 'timers'>;

function readsOn(platform: ReadPlatform) {
  const { items, clock } = platform;
  const rides = ridesStore(items, 'rides');
  const views = viewsStore(platform, 'views');
  const store = ledgerStore(items, 'ledger');

  return {
    rides: {
      GetSkierDay: getSkierDay({ rides }),
      GetVertical: getVertical({ rides }),
      CountSkiers: countSkiers({ views }),
      ListResorts: listResorts(),
      ListSeasons: listSeasons({ views }),
    },
    accounts: {
      ListAccounts: listAccounts({ store, clock }),
      GetAccount: getAccount({ store, clock }),
      GetAddress: getAddress({ store }),
      ListHolds: listHolds({ store, clock }),
      GetHold: getHold({ store, clock }),
      ListTransactions: listTransactions({ store }),
      GetStatement: getStatement({ store }),
      GetBalance: getBalance({ store }),
      GetTransfer: getTransfer({ store }),
    },
  };
}

interface Extras {
  readonly document: object;
  readonly statistics: Statistics;
}

/** What Cognito does on AWS. */
export function issuerRoutesOn(platform: Platform, { issuer, passwords }: Issuing): Route[] {
  const ports = { ...platform, directory: directory(platform.items, 'identity'), issuer, passwords };
  return routesOf(services.identity, {
    CreateSession: createSession(ports),
    CreateToken: createToken(ports),
    RevokeToken: revokeToken(ports),
    GetJwks: getJwks(ports),
  });
}

interface Issuing {
  readonly issuer: Issuer;
  readonly passwords: Passwords;
}

/** The compiler asks for the code of each operation that the contract names. */
function routesOf<S extends Contract>(contract: S, code: Code<S>): Route[] {
  return someRoutesOf(contract, code);
}

function someRoutesOf<S extends Contract>(contract: S, code: Partial<Code<S>>): Route[] {
  return Object.entries(contract).flatMap(([name, operation]): Route[] => {
    // What belongs together is bound by its name, which TypeScript cannot follow through `entries`.
    const serve: Route['serve'] | undefined = code[name];
    return serve ? [{ kind: 'route', operation, serve }] : [];
  });
}

type Contract = Readonly<Record<string, Operation>>;
type Code<S extends Contract> = { readonly [Name in keyof S]: Serve<S[Name]> };
