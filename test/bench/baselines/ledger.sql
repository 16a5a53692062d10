-- Double entry, money in minor units. Rows that are updated leave room in their page for the next version of themselves
-- (fillfactor), and no index holds what an update changes, so that updates stay within the page (heap-only tuples).
CREATE TABLE accounts (
  account_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text,
  owner_id text,
  currency char(3) NOT NULL,
  status text NOT NULL DEFAULT 'open',
  balance bigint NOT NULL DEFAULT 0 CHECK (balance >= 0),
  held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  version bigint NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- The id is the hash of the Idempotency-Key, so that the primary key keeps a command from being applied twice.
CREATE TABLE transfers (
  transfer_id uuid PRIMARY KEY,
  kind text NOT NULL,
  from_account text NOT NULL,
  to_account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  reference text,
  house_shard smallint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE entries (
  account_id uuid NOT NULL,
  version bigint NOT NULL,
  transfer_id uuid NOT NULL,
  kind text NOT NULL,
  direction text NOT NULL,
  amount bigint NOT NULL,
  balance bigint NOT NULL,
  available bigint NOT NULL,
  counterparty text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, version)
);

-- The balance of a house account is the sum of its shards: everybody pays in, and nobody waits for one row.
CREATE TABLE house_shards (
  account_id text NOT NULL,
  shard smallint NOT NULL,
  balance bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, shard)
) WITH (fillfactor = 10);

INSERT INTO house_shards (account_id, shard) SELECT 'cash-EUR', shard FROM generate_series(0, 99) AS shard;
