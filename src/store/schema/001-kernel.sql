-- The kernel's tables. Originals: node, content, chunk, content_chunk, change_set, change, rejected.
-- Projections (rebuilt by `desk reindex`): text, tag, link, projection and the mounts' own tables.
-- Times are integer microseconds since the epoch, UTC. Sizes are bytes.

CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- One row per file or directory that exists now. Clustered by directory, so that a listing is one sequential scan.
-- `name` and `key` are TEXT, or BLOB for a name that is not valid UTF-8 (POSIX allows it under /files).
-- `key` is the name as the mount compares names (folded case, or the name itself under POSIX rules).
CREATE TABLE node (
	parent INTEGER NOT NULL,
	key NOT NULL,
	id INTEGER NOT NULL UNIQUE,
	name NOT NULL,
	kind INTEGER NOT NULL,             -- 0 directory, 1 file, 2 symbolic link (content is its target)
	size INTEGER NOT NULL DEFAULT 0,
	mtime INTEGER NOT NULL,
	revision INTEGER NOT NULL,         -- counts the changes of this file, from 1; what optimistic writes compare
	mode INTEGER NOT NULL,             -- POSIX permission bits
	content INTEGER REFERENCES content (id),
	ctime INTEGER NOT NULL,
	birth INTEGER NOT NULL,
	origin TEXT,                       -- where a node in /trash was deleted from
	PRIMARY KEY (parent, key)
) WITHOUT ROWID;
CREATE INDEX node_content ON node (content) WHERE content IS NOT NULL;

-- Bytes, stored once. `hash` is keyed, so that equal files of two desks cannot be told equal.
-- `data` holds up to 256 KiB; larger content has rows in content_chunk; both absent: removed by `gc` or `erase`.
CREATE TABLE content (
	id INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE,
	size INTEGER NOT NULL,
	data BLOB,
	pruned INTEGER                     -- when `gc` removed the bytes
);
CREATE TABLE chunk (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, size INTEGER NOT NULL);
CREATE TABLE content_chunk (
	content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
	offset INTEGER NOT NULL,
	chunk INTEGER NOT NULL REFERENCES chunk (id),
	PRIMARY KEY (content, offset)
) WITHOUT ROWID;
CREATE INDEX content_chunk_chunk ON content_chunk (chunk);

-- The log. `operation` joins the change sets of one command (an import commits in batches): undo takes it back whole.
-- `hash` covers the entry before it and a digest of each payload; a digest is salted, so that an erased payload
-- cannot be guessed from what remains, and the chain still verifies.
CREATE TABLE change_set (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	operation INTEGER NOT NULL,
	undoes INTEGER,                    -- the operation that this one takes back
	cause TEXT,
	salt BLOB,
	digest BLOB NOT NULL,              -- of cause
	hash BLOB NOT NULL
);
CREATE INDEX change_set_operation ON change_set (operation);
CREATE INDEX change_set_undoes ON change_set (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE change (
	change_set INTEGER NOT NULL REFERENCES change_set (id),
	seq INTEGER NOT NULL,
	node INTEGER NOT NULL,
	op TEXT,                           -- create, write, rename, remove, setattr, erase
	path TEXT,
	to_path TEXT,
	before INTEGER REFERENCES content (id),
	after INTEGER REFERENCES content (id),
	revision INTEGER,
	detail TEXT,                       -- JSON: attributes before and after
	salt BLOB,                         -- NULL with op: erased
	digest BLOB NOT NULL,
	PRIMARY KEY (change_set, seq)
) WITHOUT ROWID;
CREATE INDEX change_node ON change (node, change_set);
CREATE INDEX change_path ON change (path) WHERE path IS NOT NULL;
CREATE INDEX change_to_path ON change (to_path) WHERE to_path IS NOT NULL;
CREATE INDEX change_before ON change (before) WHERE before IS NOT NULL;
CREATE INDEX change_after ON change (after) WHERE after IS NOT NULL;

-- Writes that a mount refused, kept whole.
CREATE TABLE rejected (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	path TEXT NOT NULL,
	error TEXT NOT NULL,
	content INTEGER NOT NULL REFERENCES content (id)
);

-- Projections.
CREATE VIRTUAL TABLE text USING fts5 (
	title, tags, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO text (text, rank) VALUES ('secure-delete', 1);
-- Index pages as large as the database's own, and one flush for each batch of an import: half the cost of the defaults.
INSERT INTO text (text, rank) VALUES ('pgsz', 16000);
INSERT INTO text (text, rank) VALUES ('hashsize', 33554432);
-- An import adds a segment with each change set; merging eight at once, not four, writes each term fewer times.
INSERT INTO text (text, rank) VALUES ('automerge', 8);
CREATE TABLE tag (node INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (tag, node)) WITHOUT ROWID;
CREATE INDEX tag_node ON tag (node);
CREATE TABLE link (node INTEGER NOT NULL, target TEXT NOT NULL, PRIMARY KEY (target, node)) WITHOUT ROWID;
CREATE INDEX link_node ON link (node);
CREATE TABLE projection (mount TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;

INSERT INTO node (parent, key, id, name, kind, mtime, revision, mode, ctime, birth)
	VALUES (0, '', 1, '', 0, 0, 1, 493, 0, 0);
INSERT INTO meta VALUES ('next_node', 2);
