/**
 * Every endpoint that is served here: the document knows them all, where this service may import no other's contract. One
 * that names servers of its own is served elsewhere.
 */
export function endpointsOf({ paths }: { readonly paths: Readonly<Record<string, object>> }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => !('servers' in operation))
      .map(([method]) => ({ method: method.toUpperCase(), path })),
  );
}
