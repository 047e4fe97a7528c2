-- Work that is done in the background, by `desk jobs work` (src/jobs). No part of the tree; /sys/jobs shows it.
CREATE TABLE job (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,                     -- what it is, within its kind: never queued twice
	series TEXT,                           -- while one of it waits or runs, no other is queued
	input TEXT NOT NULL,                   -- JSON
	path BLOB,                             -- the file that it is about, and its node: `erase` takes the job along
	node INTEGER,
	priority INTEGER NOT NULL,             -- higher goes first
	status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'dead', 'cancelled')),
	added INTEGER NOT NULL,                -- µs UTC, as all times here
	due INTEGER NOT NULL,                  -- not before
	since INTEGER NOT NULL,                -- when `due` was set: if that is still to come, the clock was set back, and the job is due
	attempts INTEGER NOT NULL DEFAULT 0,   -- how often it was begun
	begun INTEGER,                         -- first attempt
	started INTEGER,                       -- last attempt
	ended INTEGER,
	owner TEXT,                            -- the process that runs it, its start, and this attempt
	lease INTEGER,                         -- until when it is that process's; renewed while it runs
	asked_to_end INTEGER NOT NULL DEFAULT 0,
	done REAL,                             -- progress: `done` of `total`
	total REAL,
	note TEXT,                             -- what it says of itself
	error TEXT,                            -- the sentence of its last failure
	UNIQUE (kind, key)
) STRICT;
CREATE INDEX job_waiting ON job (priority DESC, due, id) WHERE status = 'waiting';
CREATE INDEX job_series ON job (kind, series) WHERE status IN ('waiting', 'running');
CREATE INDEX job_running ON job (lease) WHERE status = 'running';
CREATE INDEX job_ended ON job (ended) WHERE ended IS NOT NULL;
CREATE INDEX job_node ON job (node) WHERE node IS NOT NULL;

-- Keys of jobs that ended long ago and are forgotten: a keyed hash of kind and key.
CREATE TABLE job_forgotten (
	mark TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- A job tells of the file that it is about.
CREATE TRIGGER job_erased AFTER INSERT ON erasing WHEN NEW.path IS NOT NULL BEGIN
	DELETE FROM job WHERE path = NEW.path OR (path >= NEW.below AND path < NEW.past);
END;
CREATE TRIGGER job_node_erased AFTER INSERT ON erasing WHEN NEW.node IS NOT NULL BEGIN
	DELETE FROM job WHERE node = NEW.node;
END;
