-- The ledger mirrors what the workflows did, for reporting that outlives Temporal's retention.
-- Every number is absolute and is set, never added to: an attempt that runs twice cannot count twice.

create table ingestion_job (
    id            uuid primary key,
    name          text        not null,
    recipe        text        not null,
    -- What makes two runs the same job. Shown to people, so without secrets.
    source        text        not null,
    sink          text        not null,
    model         text        not null,
    status        text        not null check (status in
                      ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    phase         text,
    reason        text,
    paused_by     text,
    paused_at     timestamptz,
    batch_size    integer     not null check (batch_size > 0),
    record_limit  bigint,
    total_records bigint,
    -- A job that was completed may go on in further rounds, which take what is new and what has changed since. 0 takes
    -- all records.
    round         integer     not null default 0,
    -- From round 1 on: records up to this key were read by earlier rounds ...
    base_key      text[],
    -- ... and of those the ones that changed since then are read again; null for none.
    changed_since text,
    -- Where the source records changes, and what it had recorded before this round read: the next one's changed_since.
    updated_column text,
    high_water    text,
    -- By their names in the environment, as the last run was started with; without secrets. Null where nobody told.
    settings      jsonb,
    verification  jsonb,
    created_at    timestamptz not null default now(),
    started_at    timestamptz,
    finished_at   timestamptz
);
create index ingestion_job_by_name on ingestion_job (name, created_at desc);

-- One row each time a run entered a phase. A run that goes on with a job goes through them again.
create table ingestion_phase (
    job_id     uuid        not null references ingestion_job on delete cascade,
    entered_at timestamptz not null default clock_timestamp(),
    -- Null while it is in it, and of a run that was cut off until the next one begins.
    left_at    timestamptz,
    phase      text        not null,
    round      integer     not null default 0,
    primary key (job_id, entered_at)
);

create table ingestion_batch (
    job_id      uuid        not null references ingestion_job on delete cascade,
    batch_no    integer     not null,
    range_no    integer     not null,
    round       integer     not null default 0,
    kind        text        not null check (kind in ('copy', 'retry')),
    -- Source keys, a text for each key column; after is exclusive and null for the first batch.
    key_after   text[],
    key_until   text[],
    -- Only the records of its keys that changed since then; null for all.
    changed_since text,
    -- How many records the plan has before it.
    first_record bigint     not null default 0,
    -- Of a copy batch those planned, and those found once it is completed; of a retry batch those assigned to it.
    records     integer     not null,
    status      text        not null default 'pending' check (status in
                    ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    -- The newest claim's token. Whoever holds an older one may not settle.
    fence       bigint      not null default 0,
    worker      text,
    attempts    integer     not null default 0,
    processed   integer     not null default 0,
    failed      integer     not null default 0,
    skipped     integer     not null default 0,
    tokens      bigint      not null default 0,
    error_kind  text,
    error       text,
    started_at  timestamptz,
    finished_at timestamptz,
    primary key (job_id, batch_no)
);
create index ingestion_batch_by_range on ingestion_batch (job_id, range_no);

create table ingestion_failure (
    job_id      uuid        not null references ingestion_job on delete cascade,
    record_key  text[]      not null,
    batch_no    integer     not null,
    -- The batch in which it failed last; batch_no is where it failed first.
    last_batch  integer     not null,
    error       text        not null,
    failed_at   timestamptz not null default now(),
    -- The batch that takes the record up again.
    retry_batch integer,
    resolved_at timestamptz,
    primary key (job_id, record_key)
);
create index ingestion_failure_by_retry on ingestion_failure (job_id, retry_batch) where retry_batch is not null;

-- One row for each request that was answered, and so paid for.
create table embedding_request (
    id         uuid primary key,
    job_id     uuid        not null references ingestion_job on delete cascade,
    batch_no   integer     not null,
    texts      integer     not null,
    tokens     bigint      not null,
    settled_at timestamptz not null default now()
);
create index embedding_request_by_batch on embedding_request (job_id, batch_no);

-- Where a batch rests between its activities. Unlogged: a crash of Postgres empties it, and the batch fetches again. It is
-- written and emptied once for every record, so that what a row costs counts. Vectors rest by their content, apart from
-- the points: storing them adds rows and rewrites none.
create unlogged table ingestion_stage (
    job_id     uuid    not null references ingestion_job on delete cascade,
    batch_no   integer not null,
    point_id   text    not null,
    -- An array of texts, one for each key column.
    record_key json    not null,
    fence      bigint  not null,
    -- 'payload' leaves the vector as it is, 'delete' removes a point that its record no longer has.
    action     text    not null check (action in ('upsert', 'payload', 'delete')),
    checksum   text    not null,
    -- As UTF-8 bytes, as Postgres' text takes no NUL; for the same reason key and payload are json and not jsonb.
    content    bytea,
    tokens     integer not null,
    payload    json    not null,
    -- Why the embeddings API refused the text.
    error      text,
    primary key (job_id, batch_no, point_id)
);

create unlogged table ingestion_vector (
    job_id   uuid    not null references ingestion_job on delete cascade,
    batch_no integer not null,
    -- Of content, model and dimensions, as in the stage.
    checksum text    not null,
    -- Float32, little-endian.
    vector   bytea   not null,
    primary key (job_id, batch_no, checksum)
-- A vector of up to 2,000 numbers stays in its row; pieces of 2 kB elsewhere would each be a row of their own.
) with (toast_tuple_target = 8160);
-- Numbers like these can't be compressed, and trying costs time.
alter table ingestion_vector alter column vector set storage external;

create sequence ingestion_fence;

-- A job in numbers: total is processed, failed, skipped and what is still to come, each record once. Only what is
-- settled counts. A batch that failed whole counts with all its records, whatever it had noted of some of them; a failed
-- record whose row was gone when it was taken up again counts no more. A record that a later round writes again because it
-- has changed counts again; one that it looks at again and finds as it was does not.
create view job_progress as
select j.id as job_id, j.name, j.recipe, j.status, j.phase, j.reason,
       b.batches + r.batches as total_batches,
       b.completed as completed_batches,
       b.processing as processing_batches,
       b.failed as failed_batches,
       b.batches + r.batches - b.completed - b.processing - b.failed as pending_batches,
       b.processed + b.skipped + f.failures + b.records_of_failed + b.records_to_come + r.records as total_records,
       b.processed as processed_records,
       f.failures + b.records_of_failed as failed_records,
       b.skipped as skipped_records,
       e.requests as embedding_requests,
       e.texts as embedding_texts,
       e.tokens as embedding_tokens,
       j.round, j.created_at, j.started_at, j.finished_at
from ingestion_job j
cross join lateral (
    select count(*) as batches,
           count(*) filter (where status = 'completed') as completed,
           count(*) filter (where status = 'processing') as processing,
           count(*) filter (where status = 'failed') as failed,
           coalesce(sum(records) filter (where kind = 'copy' and round = j.round), 0) as planned,
           coalesce(sum(records) filter (where kind = 'copy' and status = 'failed'), 0) as records_of_failed,
           coalesce(sum(records) filter (where kind = 'copy' and status not in ('completed', 'failed')), 0)
               as records_to_come,
           coalesce(sum(processed), 0) as processed,
           coalesce(sum(skipped) filter (where changed_since is null), 0) as skipped
    from ingestion_batch where job_id = j.id) b
-- What the round has not planned yet: an estimate, and nothing once the job is completed.
cross join lateral (
    select records, ceil(records::numeric / j.batch_size)::bigint as batches
    from (select case when j.status = 'completed' then 0
                 else greatest(coalesce(j.total_records, 0) - b.planned, 0) end as records) rest) r
cross join lateral (
    select count(*) as failures
    from ingestion_failure n join ingestion_batch o on o.job_id = n.job_id and o.batch_no = n.batch_no
    where n.job_id = j.id and n.resolved_at is null and o.status = 'completed') f
cross join lateral (
    select count(*) as requests, coalesce(sum(texts), 0) as texts, coalesce(sum(tokens), 0) as tokens
    from embedding_request where job_id = j.id) e;

-- Records settled in each minute, for charts.
create view job_throughput as
select job_id, date_trunc('minute', finished_at) as minute,
       sum(processed) as processed, sum(skipped) as skipped, sum(failed) as failed, sum(tokens) as tokens
from ingestion_batch
where finished_at is not null
group by job_id, date_trunc('minute', finished_at);

create function job_statistics(job uuid) returns setof job_progress
language sql stable as $$ select * from job_progress where job_id = job $$;
