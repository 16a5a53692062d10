import { installPackages } from '../bench/debian.ts';

/** Debian's Redis 7.0 speaks what Valkey speaks, which Debian 12 does not have. */
export function setup(): void {
  installPackages(['redis-server']);
}
