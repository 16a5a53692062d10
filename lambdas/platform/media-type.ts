/** `application/json`, alone or with `charset=utf-8`, in any case (RFC 9110 §8.3.1). */
export function isPlainJson(contentType: string): boolean {
  return contentType === 'application/json' || PLAIN_JSON.test(contentType);
}

const PLAIN_JSON = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i;
