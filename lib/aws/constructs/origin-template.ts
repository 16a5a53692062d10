import { preflightFields, readableFields } from '#platform/cross-origin.ts';

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';

/** What only the template sets. */
export const overriddenHeaders = [ALLOW_ORIGIN, ...Object.keys({ ...preflightFields(''), ...readableFields })];

/**
 * Velocity that names the origin of a page that may call, with these fields, and writes no body; nothing without origins.
 * The library's own preflight names the first origin of its list to a page of any other. The header's name is as it
 * was sent: by HTTP/2 in small letters. "Override a request or response in API Gateway",
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function originTemplate(origins: readonly string[], fields: Readonly<Record<string, string>>): string {
  if (origins.length === 0) return '';
  const isAllowed = origins.map((origin) => `$origin == "${origin}"`).join(' || ');
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end',
    `#if(${isAllowed})`,
    `#set($context.responseOverride.header.${ALLOW_ORIGIN} = $origin)`,
    ...Object.entries(fields).map(([name, value]) => `#set($context.responseOverride.header.${name} = "${value}")`),
    '#end\n',
  ].join('');
}
