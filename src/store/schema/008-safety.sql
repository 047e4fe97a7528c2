-- When the safety gate stopped something. Never its text: `digest` is a keyed hash of it (HMAC-SHA-256 under `salt`), by which the very same text is
-- known again once the user has said that the alarm was false. `correction`: NULL, 'right' or 'wrong'.
CREATE TABLE safety_event (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,             -- microseconds since the epoch, UTC
	feature TEXT NOT NULL,           -- what was stopped: ask, summarize, agent:NAME
	stage TEXT NOT NULL,             -- pattern, model or rules
	score REAL NOT NULL,             -- 0 to 1
	model TEXT NOT NULL,             -- version of the model that judged, or 'rules'
	salt BLOB NOT NULL,
	digest BLOB NOT NULL,
	correction TEXT CHECK (correction IN ('right', 'wrong'))
);
