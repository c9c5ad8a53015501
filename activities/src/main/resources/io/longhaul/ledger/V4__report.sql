-- What a report says beside what the ledger had: when a job was in which phase, and with which settings.

alter table ingestion_job
    -- By their names in the environment, as the last run was started with; without secrets. Null before this version.
    add column settings jsonb;

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
