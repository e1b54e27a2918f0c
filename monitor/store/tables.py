"""The tables of the first migrations, as SQL. What has been released never changes: a new shape is a new migration."""

FIRST = """
CREATE TABLE feeds (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    next_check TEXT NOT NULL,
    last_check TEXT,
    last_ok TEXT,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    baseline TEXT,
    failures INTEGER NOT NULL,
    failing_since TEXT,
    failure_kind TEXT,
    failure_detail TEXT,
    failure_status INTEGER,
    moved_to TEXT,
    moved_polls INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    last_body TEXT,
    validators_lie INTEGER NOT NULL,
    ttl_s REAL,
    rhythm TEXT,
    last_new TEXT,
    window INTEGER NOT NULL,
    hurry_s REAL,
    calm INTEGER NOT NULL,
    troubles TEXT NOT NULL
) STRICT;

CREATE TABLE feed_gaps (
    feed TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    fresh INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (feed, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_failures (
    feed TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (feed, day, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    feed TEXT NOT NULL,
    detail TEXT NOT NULL,
    since TEXT NOT NULL,
    at TEXT NOT NULL,
    told TEXT
) STRICT;

CREATE INDEX reports_by_time ON reports (at);

CREATE INDEX reports_untold ON reports (at) WHERE told IS NULL;

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    feed TEXT NOT NULL,
    publisher TEXT NOT NULL,
    guid TEXT,
    url TEXT,
    canonical_url TEXT,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    article TEXT,
    authors TEXT NOT NULL,
    tags TEXT NOT NULL,
    published TEXT,
    updated TEXT,
    language TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE INDEX entries_by_feed ON entries (feed, last_seen);

CREATE INDEX entries_by_url ON entries (canonical_url) WHERE canonical_url IS NOT NULL;

CREATE TABLE revisions (
    entry TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (entry, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    opened TEXT NOT NULL,
    updated TEXT NOT NULL
) STRICT;

CREATE TABLE members (
    entry TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    story TEXT NOT NULL REFERENCES stories (id),
    because TEXT NOT NULL,
    joined TEXT NOT NULL
) STRICT;

CREATE INDEX members_by_story ON members (story, joined);

CREATE TABLE story_keys (
    key TEXT PRIMARY KEY,
    story TEXT NOT NULL REFERENCES stories (id),
    seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX story_keys_by_story ON story_keys (story);

CREATE TABLE matches (
    entry TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    watch TEXT NOT NULL,
    revision INTEGER NOT NULL,
    story TEXT NOT NULL REFERENCES stories (id),
    hits TEXT NOT NULL,
    score REAL,
    suppressed TEXT,
    detail TEXT NOT NULL,
    decided TEXT NOT NULL,
    PRIMARY KEY (entry, watch, revision)
) STRICT;

CREATE INDEX matches_by_time ON matches (decided);

CREATE INDEX matches_by_story ON matches (story);

CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    watch TEXT NOT NULL,
    story TEXT NOT NULL REFERENCES stories (id),
    entry TEXT NOT NULL REFERENCES entries (id),
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    reason TEXT NOT NULL,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX alerts_pending ON alerts (channel, due) WHERE state = 'pending';

CREATE INDEX alerts_by_story ON alerts (story, watch);

CREATE INDEX alerts_by_entry ON alerts (entry);

CREATE TABLE deliveries (
    alert TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    took_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX deliveries_by_alert ON deliveries (alert, at);

CREATE TABLE channels (
    channel TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    condition TEXT NOT NULL,
    failures INTEGER NOT NULL,
    since TEXT,
    resume TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    feed TEXT NOT NULL,
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    condition TEXT NOT NULL CHECK (condition IN ('named', 'asked', 'live', 'denied', 'leaving')),
    due TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    callback TEXT,
    secret TEXT,
    asked TEXT,
    attempts INTEGER NOT NULL,
    until TEXT,
    pushed TEXT,
    pushes INTEGER NOT NULL,
    ignored INTEGER NOT NULL,
    missed TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX subscriptions_by_feed ON subscriptions (feed);

CREATE UNIQUE INDEX subscriptions_by_callback ON subscriptions (callback) WHERE callback IS NOT NULL;

CREATE TABLE words (
    word TEXT PRIMARY KEY,
    share REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    started TEXT,
    stopped TEXT,
    heartbeat TEXT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    configuration TEXT NOT NULL,
    trouble TEXT NOT NULL,
    trouble_since TEXT
) STRICT;

INSERT INTO worker (id, host, pid, version, configuration, trouble) VALUES (1, '', 0, '', '', '')"""


ARTICLES = """
CREATE TABLE articles (
    entry TEXT PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    condition TEXT NOT NULL CHECK (condition IN ('due', 'fetched', 'failed')),
    asked TEXT NOT NULL,
    due TEXT NOT NULL,
    watches TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    fetches INTEGER NOT NULL,
    tried TEXT,
    failure_kind TEXT,
    failure_detail TEXT,
    failure_status INTEGER
) STRICT;

CREATE INDEX articles_due ON articles (due) WHERE condition = 'due';

CREATE INDEX articles_by_time ON articles (tried) WHERE tried IS NOT NULL;

CREATE TABLE robots (
    origin TEXT PRIMARY KEY,
    read TEXT NOT NULL,
    rules TEXT,
    detail TEXT NOT NULL
) STRICT"""


STORIES = """
DROP TABLE story_keys;

ALTER TABLE members ADD COLUMN score REAL NOT NULL DEFAULT 0;

ALTER TABLE members ADD COLUMN likely TEXT;

ALTER TABLE members ADD COLUMN features TEXT NOT NULL DEFAULT '';

CREATE INDEX members_by_time ON members (joined);

ALTER TABLE stories ADD COLUMN merged TEXT;

CREATE TABLE rulings (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('split', 'merge')),
    story TEXT NOT NULL,
    other TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

ALTER TABLE alerts ADD COLUMN level TEXT NOT NULL DEFAULT 'normal';

ALTER TABLE alerts ADD COLUMN news TEXT;

ALTER TABLE alerts ADD COLUMN likely TEXT"""


OPERATOR = """
ALTER TABLE reports RENAME TO notices;

ALTER TABLE notices RENAME COLUMN feed TO subject;

UPDATE notices SET told = at WHERE told IS NULL;

UPDATE feeds SET troubles = replace(troubles, '"feed": ', '"subject": ');

ALTER TABLE channels ADD COLUMN told TEXT;

CREATE TABLE bundles (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    created TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
    attempts INTEGER NOT NULL,
    settled TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX bundles_pending ON bundles (channel, due) WHERE state = 'pending';

CREATE INDEX bundles_by_time ON bundles (channel, recipient, created);

CREATE TABLE notices_waiting (
    notice TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    bundle TEXT REFERENCES bundles (id),
    PRIMARY KEY (notice, channel, recipient)
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_waiting_by_bundle ON notices_waiting (bundle)"""
