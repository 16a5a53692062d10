import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * While it runs, whatever could bring time or chance into a simulation other than through its world throws, so that a run
 * is a function of its choices alone. `new Date(moment)` stays: it is arithmetic.
 */
export async function sealed<T>(work: () => Promise<T>): Promise<T> {
  const unseal = seal();
  try {
    return await work();
  } finally {
    unseal();
  }
}

function seal(): () => void {
  const undone = [
    ...replaced(globalThis, {
      Date: TimelessDate,
      performance: forbiddenObject('performance'),
      fetch: forbidden('fetch'),
      setTimeout: forbidden('setTimeout'),
      setInterval: forbidden('setInterval'),
      setImmediate: forbidden('setImmediate'),
    }),
    ...replaced(Math, { random: forbidden('Math.random') }),
    ...replaced(process, { hrtime: forbiddenObject('process.hrtime') }),
    ...replaced(globalThis.crypto, {
      randomUUID: forbidden('crypto.randomUUID'),
      getRandomValues: forbidden('crypto.getRandomValues'),
    }),
    ...replaced(crypto, {
      randomUUID: forbidden('crypto.randomUUID'),
      randomBytes: forbidden('crypto.randomBytes'),
      randomInt: forbidden('crypto.randomInt'),
      randomFillSync: forbidden('crypto.randomFillSync'),
    }),
    ...replaced(timers, { setTimeout: forbidden('setTimeout'), setImmediate: forbidden('setImmediate') }),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const undo of undone) undo();
    syncBuiltinESMExports();
  };
}

function replaced(target: object, by: Readonly<Record<string, unknown>>): (() => void)[] {
  return Object.entries(by).map(([name, value]) => {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    return () => {
      if (before) Object.defineProperty(target, name, before);
      else Reflect.deleteProperty(target, name);
    };
  });
}

function forbidden(name: string): () => never {
  return () => {
    throw new Error(`${name} was used inside a simulation: take the platform's.`);
  };
}

function forbiddenObject(name: string): object {
  return new Proxy({}, { get: forbidden(name) });
}

const RealDate = Date;

class TimelessDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) forbidden('new Date()')();
    super(...(given as [number]));
  }

  static override now(): never {
    return forbidden('Date.now')();
  }
}
