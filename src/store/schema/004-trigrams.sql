-- A projection: what `grep -r` asks before it reads a file (src/base/trigram-filter.ts). A file without a row is always read.
CREATE TABLE trigram (node INTEGER PRIMARY KEY, filter BLOB NOT NULL);
