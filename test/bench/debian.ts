import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';

const PROGRAMS = {
  wrk: '/usr/bin/wrk',
  'rabbitmq-server': '/usr/sbin/rabbitmq-server',
  'postgresql-15': '/usr/lib/postgresql/15/bin/postgres',
  'redis-server': '/usr/bin/redis-server',
} as const;

type DebianPackage = keyof typeof PROGRAMS;

/** Installs what is needed of Debian's packages, or says in one sentence what to install. */
export function installPackages(wanted = Object.keys(PROGRAMS) as readonly DebianPackage[]): void {
  const missing = wanted.filter((name) => !existsSync(PROGRAMS[name]));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`This needs ${missing.join(' and ')}: run \`sudo apt-get install ${missing.join(' ')}\` first.`);
  }

  keepServicesFromStarting();
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: 'inherit' });
}

export function versionOf(debianPackage: DebianPackage): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is dpkg-query's own.
  return execFileSync('dpkg-query', ['--show', '--showformat=${Version}', debianPackage], { encoding: 'utf8' });
}

/** Debian starts a server when it installs it, RabbitMQ on every interface, PostgreSQL with a cluster of its own; a policy that exits with 101 forbids that. */
function keepServicesFromStarting(): void {
  const policy = '/usr/sbin/policy-rc.d';
  if (!existsSync(policy)) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
}
