import { describe, expect, test } from 'vitest';
import { openapiDocument } from '#platform/openapi.ts';
import { services } from '../../lib/contracts.ts';

describe('the document that clients are made from', () => {
  const document = JSON.parse(JSON.stringify(openapiDocument(services)));

  test('has only patterns that a client reads alike in any language', () => {
    const patterns = new Set(
      [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, text]) =>
        JSON.parse(text ?? ''),
      ),
    );

    expect(patterns.size).toBeGreaterThan(0);
    for (const pattern of patterns) {
      // Classes that depend on the language's idea of Unicode, and assertions that some engines have not.
      expect(pattern).not.toMatch(/\\[dDwWsSbBpPkuc]|\(\?[=!<]/);
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
    }
  });

  test('says of every operation with a variable in its path that there may be nothing there', () => {
    for (const [path, methods] of Object.entries<object>(document.paths)) {
      if (!path.includes('{')) continue;
      for (const operation of Object.values(methods)) expect(operation.responses, path).toHaveProperty('404');
    }
  });
});
