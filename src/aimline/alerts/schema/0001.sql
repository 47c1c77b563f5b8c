-- What `aimline watch` remembers. Times are microseconds since 1970, days are numbered from 1970-01-01; no text is NULL, but in the outbox.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- How far each input was read.
CREATE TABLE inputs (id TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;

-- What rows of one series share.
CREATE TABLE series (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, platform TEXT NOT NULL, metric TEXT NOT NULL, unit TEXT NOT NULL, campaign TEXT NOT NULL, source TEXT NOT NULL,
  item INTEGER NOT NULL, item_type TEXT NOT NULL,
  UNIQUE (account, platform, metric, unit, campaign, source, item, item_type)
);

-- What tells one reading of a series from another, beside its time. kind: 0 a day or a time without a zone, 1 an instant, 2 midnight by a clock `ahead` minutes
-- ahead of UTC: a day, unless its `origin` turns out to be hourly.
CREATE TABLE keys (
  id INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES series, item TEXT NOT NULL, published INTEGER NOT NULL, kind INTEGER NOT NULL,
  origin TEXT NOT NULL, ahead INTEGER NOT NULL,
  UNIQUE (series, item, published, kind, origin, ahead)
);

-- Inputs whose times with a zone are not all midnights.
CREATE TABLE hourly (origin TEXT PRIMARY KEY) WITHOUT ROWID;

-- Every reading of a series of an account, once. `day` is that of `ts`; whole figures are integers, so that their sums are exact. seen: 0 where nobody knows.
CREATE TABLE readings (
  day INTEGER NOT NULL, key INTEGER NOT NULL, ts INTEGER NOT NULL, value NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (day, key, ts)
) WITHOUT ROWID;

-- The same of single items (posts, stories …).
CREATE TABLE items (key INTEGER NOT NULL, ts INTEGER NOT NULL, value NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (key, ts)) WITHOUT ROWID;

-- Days that an export leaves out because there was nothing to count.
CREATE TABLE zeros (
  account TEXT NOT NULL, platform TEXT NOT NULL, metric TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (account, platform, metric, first, last)
) WITHOUT ROWID;

-- Readings added up by local day; zone '' where the day is the same everywhere.
CREATE TABLE days (
  zone TEXT NOT NULL, day INTEGER NOT NULL, series INTEGER NOT NULL, total REAL NOT NULL, peak REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
  seen INTEGER NOT NULL, PRIMARY KEY (zone, day, series)
) WITHOUT ROWID;

-- Up to which day they are.
CREATE TABLE rolled (zone TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;

-- The last day that was evaluated, and what was said of each goal up to it, since the day on which it was first evaluated (0: as far back as there are rows).
CREATE TABLE closed (zone TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE machine (goal TEXT PRIMARY KEY, digest TEXT NOT NULL, since INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;

-- The day as of which a sentence was first read: "by Friday" stays the same Friday.
CREATE TABLE sentences (text TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;

-- The log, and what is still to be delivered of it.
CREATE TABLE alerts (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, line TEXT NOT NULL, goal TEXT NOT NULL DEFAULT '');
CREATE INDEX alerts_goal ON alerts (goal);

-- seq is the order within a route; failed: put aside after the last try. Times are seconds since 1970, error is JSON by language, NULL before a first try or failure.
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY, alert TEXT NOT NULL, route TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0, first_at REAL, next_at REAL NOT NULL DEFAULT 0, error TEXT,
  UNIQUE (alert, route)
);
CREATE INDEX outbox_waiting ON outbox (route, seq) WHERE state = 'waiting';

-- Rows that were not read, counted by input and reason, with the place of the first.
CREATE TABLE aside (input TEXT NOT NULL, reason TEXT NOT NULL, place TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (input, reason)) WITHOUT ROWID;
