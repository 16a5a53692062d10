import { render } from 'velocityjs';
import type { Resource } from './synthesis.ts';

/** Headers in the case in which they were sent, as the gateway keeps them. */
export type Sent = Readonly<Record<string, string>>;

interface Asked {
  readonly method: string;
  readonly headers: Sent;
}

/**
 * What a mock of the gateway answers, its templates run by an engine of Velocity: the request's chooses the status, which
 * chooses the answer, whose template writes the body and may override headers that the method declares.
 */
export function mockAnswer({ Properties }: Resource, { method, headers: sent }: Asked) {
  const { RequestTemplates, IntegrationResponses } = Properties.Integration;
  const responseOverride: { header: Record<string, string> } = { header: {} };
  const variables = {
    context: { httpMethod: method, requestId: 'request-1', responseOverride },
    input: { params: () => ({ header: { get: (name: string) => sent[name] } }) },
  };

  const { statusCode } = JSON.parse(render(RequestTemplates['application/json'], variables));
  const answers: Answer[] = IntegrationResponses;
  const answer =
    answers.find(({ SelectionPattern }) => SelectionPattern === String(statusCode)) ??
    answers.find(({ SelectionPattern }) => SelectionPattern === undefined);
  const body = render(answer?.ResponseTemplates?.['application/json'] ?? '', variables);
  const fixed = Object.entries(answer?.ResponseParameters ?? {}).map(([name, value]) => [
    name.replace('method.response.header.', ''),
    value.replace(/^'(.*)'$/, '$1'),
  ]);
  return {
    status: Number(answer?.StatusCode),
    headers: { ...Object.fromEntries(fixed), ...responseOverride.header } as Sent,
    body,
  };
}

interface Answer {
  readonly StatusCode: string;
  readonly SelectionPattern?: string;
  readonly ResponseParameters?: Readonly<Record<string, string>>;
  readonly ResponseTemplates?: Readonly<Record<string, string>>;
}
