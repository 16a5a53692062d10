import { readFile } from 'node:fs/promises';
import { ok } from '#platform/answer.ts';
import type { HttpResponse } from '#platform/http.ts';
import { type RenderContext, render } from '#platform/render.ts';

/** A page of the documentation: Swagger UI from its package, with nothing fetched from anywhere else. */
export interface Page {
  readonly kind: 'page';
  readonly mediaType: string;
  readonly content: string | URL;
}

/** Only these paths are served: none is made from what a client sends. */
export function pageAt(path: string): Page | undefined {
  return Object.hasOwn(pages, path) ? pages[path] : undefined;
}

export async function renderPage({ mediaType, content }: Page, context: RenderContext): Promise<HttpResponse> {
  const body = typeof content === 'string' ? content : await readFile(content, 'utf8');
  const headers = {
    'content-type': `${mediaType}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
    'content-security-policy': CONTENT_SECURITY_POLICY,
  };
  return { ...render(ok(undefined, headers), context), body: context.head ? '' : body };
}

/** Scripts and styles from here only, none inline; Swagger UI's own style sheet draws its icons from `data:`. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Liftline API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Without `validatorUrl: null` the page would send the document to a validator on the internet. */
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
`;

const swaggerUI = (file: string) => new URL(file, import.meta.resolve('swagger-ui-dist/package.json'));

const pages: Readonly<Record<string, Page>> = {
  '/docs': { kind: 'page', mediaType: 'text/html', content: HTML },
  '/docs/start.js': { kind: 'page', mediaType: 'text/javascript', content: START },
  '/docs/swagger-ui.css': { kind: 'page', mediaType: 'text/css', content: swaggerUI('swagger-ui.css') },
  '/docs/swagger-ui-bundle.js': {
    kind: 'page',
    mediaType: 'text/javascript',
    content: swaggerUI('swagger-ui-bundle.js'),
  },
};
