-- Calls to language models: what each took and cost. No part of the tree or its log, and no text of any call.
CREATE TABLE llm_call (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,                   -- when it was reserved (µs UTC)
	feature TEXT NOT NULL,
	provider TEXT NOT NULL,
	model TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('open', 'ok', 'error', 'refused', 'aborted', 'killed')),
	error TEXT,
	tokens INTEGER NOT NULL,               -- what budgets count: what was used; while open, and when killed, what was reserved
	cost INTEGER,                          -- the same in nano-dollars; NULL: unknown
	input INTEGER,                         -- all tokens of the prompt, cached ones too
	output INTEGER,
	cached INTEGER,
	estimated INTEGER NOT NULL DEFAULT 1,  -- 0: the provider has told the tokens
	milliseconds INTEGER,
	attempts INTEGER NOT NULL DEFAULT 0,
	owner TEXT NOT NULL                    -- the process that makes it, and its start
) STRICT;
CREATE INDEX llm_call_at ON llm_call (at);
CREATE INDEX llm_call_open ON llm_call (owner) WHERE status = 'open';

-- Which warnings of a budget were given: each once in its period, and again for a cap that was changed.
CREATE TABLE llm_warning (
	cap TEXT NOT NULL,                     -- `budget.day_tokens`, `budget.features ask`
	period TEXT NOT NULL,                  -- `2026-11-21`, `2026-11`: in the user's zone
	amount REAL NOT NULL,                  -- the cap
	percent INTEGER NOT NULL,
	PRIMARY KEY (cap, period, amount, percent)
) STRICT, WITHOUT ROWID;

-- Providers that `desk key add` was told of, in that order. Their keys are elsewhere: in the keychain or in $DESK_HOME/secrets.
CREATE TABLE llm_provider (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	dialect TEXT NOT NULL CHECK (dialect IN ('chat-completions', 'anthropic')),
	url TEXT NOT NULL,
	model TEXT,
	key_command TEXT
) STRICT;

-- Which providers have failed lately (src/llm/breaker.ts).
CREATE TABLE breaker (
	provider TEXT PRIMARY KEY,
	failures INTEGER NOT NULL,
	opened INTEGER,                        -- µs UTC; NULL: closed
	probe INTEGER                          -- when the probe that is under way began (µs UTC)
) STRICT, WITHOUT ROWID;
