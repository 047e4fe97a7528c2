-- Runs of agents, with what they said and did. No part of the tree; /agents/.runs shows them.
CREATE TABLE agent_run (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	agent TEXT NOT NULL,
	definition TEXT NOT NULL,              -- SHA-256 of the definition's file
	task TEXT NOT NULL,
	at INTEGER NOT NULL,                   -- µs UTC
	ended INTEGER,
	status TEXT NOT NULL,                  -- running, done, waiting (for an approval), refused, failed, cancelled, conflict
	owner TEXT,                            -- the process that runs it: its number and start
	model TEXT,
	tokens INTEGER NOT NULL DEFAULT 0,
	cost REAL,                             -- USD; NULL when a price is not known
	answer TEXT,
	error TEXT,
	permissions TEXT NOT NULL,             -- JSON: what it may read and write
	signature TEXT,                        -- what its kept plan comes to
	change_set INTEGER,                    -- the change set that it made
	asked_to_end INTEGER NOT NULL DEFAULT 0
);
-- One turn of a run: the instructions, the task, an answer, a call of a tool, its result, a note.
CREATE TABLE agent_step (
	run INTEGER NOT NULL REFERENCES agent_run (id) ON DELETE CASCADE,
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (run, seq)
) WITHOUT ROWID;
-- What a run has read: files, and folders whose tables it was shown.
CREATE TABLE agent_read (
	run INTEGER NOT NULL REFERENCES agent_run (id) ON DELETE CASCADE,
	path NOT NULL,
	node INTEGER,
	PRIMARY KEY (run, path)
) WITHOUT ROWID;
CREATE INDEX agent_read_node ON agent_read (node);
-- A plan that waits for an approval: each change as JSON, with the bytes that it writes.
CREATE TABLE agent_change (
	run INTEGER NOT NULL REFERENCES agent_run (id) ON DELETE CASCADE,
	seq INTEGER NOT NULL,
	change TEXT NOT NULL,
	data BLOB,
	PRIMARY KEY (run, seq)
);
-- Agents whose changes are made without asking, as their files were then.
CREATE TABLE agent_grant (
	agent TEXT NOT NULL,
	definition TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (agent, definition)
) WITHOUT ROWID;

-- A run tells of the files that it read, by name or as part of a folder.
CREATE TRIGGER agent_erased AFTER INSERT ON erasing BEGIN
	DELETE FROM agent_run WHERE id IN (
		SELECT r.run FROM agent_read r
		WHERE r.node = NEW.node OR CAST(r.path AS BLOB) = NEW.path
			OR (CAST(r.path AS BLOB) >= NEW.below AND CAST(r.path AS BLOB) < NEW.past)
			OR substr(NEW.path, 1, length(CAST(r.path AS BLOB)) + 1) = CAST(r.path || '/' AS BLOB)
	);
END;
