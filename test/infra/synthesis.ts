import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { type StageConfig, stageConfig } from '../../lib/aws/config.ts';
import { addLiftline } from '../../lib/aws/liftline.ts';

export interface Resource {
  readonly Type: string;
  // A template is JSON whose shape depends on its type; each test says what it expects of the part that it reads.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdatePolicy?: { readonly CodeDeployLambdaAliasUpdate?: object };
}

/** By logical id. */
export type Template = Readonly<Record<string, Resource>>;

export interface Synthesis {
  readonly config: StageConfig;
  readonly data: Template;
  readonly app: Template;
  readonly operations: Template;
  /** What CloudFormation's own rules and cdk-nag had to say, acknowledged or not. */
  readonly findings: readonly Finding[];
}

interface Finding {
  readonly rule: string;
  readonly at: string;
  readonly reason?: string;
}

/** Where a run of the tests keeps its files, and the bundled functions among them. */
export interface Folders {
  readonly scratch: string;
  readonly bundles: string;
}

/** An app as `cdk` makes it: with the settings of cdk.json. */
export function newApp(outdir: string): App {
  const { context } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../cdk.json'), 'utf8'));
  return new App({ context, outdir });
}

/** `changes` are what somebody has written into the configuration of the stage. */
export function synthesise(
  stage: StageConfig['stage'],
  { scratch, bundles }: Folders,
  changes: Partial<StageConfig> = {},
): Synthesis {
  const app = newApp(join(scratch, [stage, ...Object.keys(changes)].join('-')));
  const config = { ...stageConfig(stage), ...changes };
  const stacks = addLiftline(app, { config, bundles });
  const assembly = app.synth();
  const templateOf = ({ stackName }: Stack): Template => assembly.getStackByName(stackName).template.Resources;
  return {
    config,
    data: templateOf(stacks.data),
    app: templateOf(stacks.app),
    operations: templateOf(stacks.operations),
    findings: findingsIn(assembly.directory),
  };
}

export function ofType(template: Template, type: string): [string, Resource][] {
  return Object.entries(template).filter(([, resource]) => resource.Type === type);
}

/** The path of each resource of the API, by its logical id. */
export function pathsIn(template: Template): ReadonlyMap<string, string> {
  const resources = new Map(ofType(template, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources.get(id);
    return resource ? `${pathOf(resource.Properties.ParentId.Ref)}/${resource.Properties.PathPart}` : '';
  };
  return new Map([...resources.keys()].map((id) => [id, pathOf(id)]));
}

interface Report {
  readonly pluginReports: readonly { violations: readonly Violation[]; suppressedViolations?: readonly Violation[] }[];
}

interface Violation {
  readonly ruleName: string;
  readonly reason?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

function findingsIn(directory: string): Finding[] {
  const report: Report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  return report.pluginReports
    .flatMap(({ violations, suppressedViolations = [] }) => [...violations, ...suppressedViolations])
    .flatMap(({ ruleName, reason, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => ({
        rule: ruleName,
        at: constructPath,
        ...(reason && { reason }),
      })),
    );
}
