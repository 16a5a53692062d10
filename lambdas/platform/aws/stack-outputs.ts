import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CLIENT_SETTINGS } from './client-settings.ts';

export type StackOutputs = Readonly<Record<string, string>>;

/** What a deployed stack tells of itself, by the names of its outputs; undefined where there is no such stack. */
export async function stackOutputs(
  stack: string,
  client = new CloudFormationClient({ ...CLIENT_SETTINGS, requestHandler: PATIENT }),
): Promise<StackOutputs | undefined> {
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return (
      found && Object.fromEntries((found.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
    );
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** CloudFormation takes a second now and then. */
const PATIENT = { ...CLIENT_SETTINGS.requestHandler, requestTimeout: 5_000 };

/** DescribeStacks, "Errors": a stack that is not there is a ValidationError like any other, but for its message. */
function isAbsence(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}
