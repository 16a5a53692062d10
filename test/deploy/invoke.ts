import type { Cloud } from './cloud.ts';

/** Calls a function as a schedule does, but waits for its end. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke({ connection }: Cloud, name: string): Promise<{ status: number; isFailure: boolean }> {
  const response = await fetch(`${connection.endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ source: 'aws.events' }),
  });
  return { status: response.status, isFailure: response.headers.has('x-amz-function-error') };
}
