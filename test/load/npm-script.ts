import packageJson from '../../package.json' with { type: 'json' };

export type Script = keyof typeof packageJson.scripts;

/** What a script has Node.js do, for running it without npm in between: a signal then reaches the process itself. */
export function argumentsOf(script: Script): readonly string[] {
  const [program, ...args] = packageJson.scripts[script].split(' ');
  if (program !== 'node') throw new Error(`npm run ${script} runs ${program}, not node.`);
  return args;
}
