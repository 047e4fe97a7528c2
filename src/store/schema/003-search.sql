-- What search stands on beside `text`. All of it is computed from the files: it goes with its node, and `desk reindex` makes it anew.

-- Parts of a file that are found by meaning. `start` and `end`: bytes of the file, or of its extracted text. `bits`: signs of the centred vector.
CREATE TABLE passage (id INTEGER PRIMARY KEY, node INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, bits BLOB);
CREATE INDEX passage_node ON passage (node);
-- One int8 a dimension, times `scale`.
CREATE TABLE vector (passage INTEGER PRIMARY KEY, scale REAL, data BLOB);
-- Which nodes have passages, and of which embedder; a node without a row waits for its own.
CREATE TABLE embedded (node INTEGER PRIMARY KEY, embedder INTEGER NOT NULL);
-- A fitted model (kind `fitted`) holds words of private text: only here, so that it is encrypted and `erase` can remove it.
CREATE TABLE embedder (
	id INTEGER PRIMARY KEY, name TEXT, kind TEXT, fingerprint TEXT, made INTEGER, detail TEXT, model BLOB, vocabulary BLOB
);
-- What filters read: from, to, date, status, due, …
CREATE TABLE facet (
	node INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, value, node)
) WITHOUT ROWID;
CREATE INDEX facet_node ON facet (node);
-- Text that takes long to get out of a file (PDF, Office): deflated UTF-8. Both `text` and `error` NULL: it waits.
CREATE TABLE extract (
	content INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE, kind TEXT NOT NULL, text BLOB, error TEXT
);
CREATE INDEX extract_waiting ON extract (content) WHERE text IS NULL AND error IS NULL;

-- Files that an older program wrote have no facets yet.
INSERT OR IGNORE INTO meta SELECT 'reindex', 1 WHERE EXISTS (SELECT 1 FROM node WHERE content IS NOT NULL);
