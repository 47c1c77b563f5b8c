-- Readings of last lines without an end, by what they came from: when the line turns out longer they are taken back. origin '': what whole lines say of the same
-- key and time, where they say something; the greatest of all of them stands in `readings` or `items`.
CREATE TABLE loose (
  key INTEGER NOT NULL, ts INTEGER NOT NULL, origin TEXT NOT NULL, seen INTEGER NOT NULL, value NOT NULL, PRIMARY KEY (key, ts, origin)
) WITHOUT ROWID;
