/**
 * A path of a contract as the gateway on AWS knows it, and counts its calls by: with its variables numbered. Under one
 * parent a REST API takes one name only, where the contracts say `/skiers/{resortID}/…` and `/skiers/{skierID}/vertical`.
 * Numbers never change when a route is added, and renaming a resource would fail to deploy, because the new one cannot
 * exist beside the old. Nothing has to be mapped back: the prelude matches the path as it was sent with the contract.
 */
export function gatewayPath(path: string): string {
  let variables = 0;
  return path.replace(/\{\w+\}/g, () => `{id${++variables}}`);
}
