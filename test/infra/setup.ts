import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleHandlers } from '../../lib/aws/bundles.ts';
import { type Folders, type Synthesis, synthesise } from './synthesis.ts';

/** Every stage, synthesised once for all the tests, with the folder of the bundles in it. */
export function setup(project: TestProject): () => void {
  const scratch = mkdtempSync(join(tmpdir(), 'liftline-infra-'));
  const bundles = bundleHandlers(join(scratch, 'bundles'));
  project.provide('scratch', scratch);
  project.provide('bundles', bundles);
  project.provide('stages', {
    dev: synthesise('dev', { scratch, bundles }),
    prod: synthesise('prod', { scratch, bundles }),
    sandbox: synthesise('sandbox', { scratch, bundles }),
  });
  return () => rmSync(scratch, { recursive: true });
}

declare module 'vitest' {
  export interface ProvidedContext extends Folders {
    stages: Readonly<Record<'dev' | 'prod' | 'sandbox', Synthesis>>;
  }
}
