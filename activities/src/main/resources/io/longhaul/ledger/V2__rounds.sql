-- A job that was completed may go on in further rounds, which take what is new and what has changed since.

alter table ingestion_job
    -- 0 takes all records.
    add column round          integer not null default 0,
    -- From round 1 on: records up to this key were read by earlier rounds ...
    add column base_key       text[],
    -- ... and of those the ones that changed since then are read again; null for none.
    add column changed_since  text,
    -- Where the source records changes, and what it had recorded before this round read: the next one's changed_since.
    add column updated_column text,
    add column high_water     text;

alter table ingestion_batch
    add column round         integer not null default 0,
    -- Only the records of its keys that changed since then; null for all.
    add column changed_since text;

-- As before, but a record that a later round writes again because it has changed counts again; one that it looks at again
-- and finds as it was does not.
create or replace view job_progress as
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
       j.created_at, j.started_at, j.finished_at, j.round
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
