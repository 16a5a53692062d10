/** Every endpoint of the product: the document knows them all, where this service may import no other's contract. */
export function endpointsOf({ paths }: { readonly paths: Readonly<Record<string, object>> }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
}
