-- Each discovery of what stands in a migration's way is a test run, numbered within the migration's name. What was found
-- is kept without any value of a row.
create table test_run (
    name        text        not null,
    number      integer     not null,
    -- The job that goes on from it; null for a discovery alone.
    job_id      uuid        references ingestion_job on delete set null,
    -- Of the spec: another digest is another plan.
    spec_digest text        not null,
    -- The recipe's own: what the source was like, what was found in it, and what it is to become.
    state       jsonb       not null,
    tables      integer     not null,
    rows        bigint      not null,
    -- Whether a copy goes on from it: no issue is open, or the spec accepts to be partial.
    passed      boolean     not null,
    started_at  timestamptz not null,
    finished_at timestamptz not null,
    primary key (name, number)
);
create index test_run_by_job on test_run (job_id, number desc);

create table test_run_issue (
    name            text    not null,
    number          integer not null,
    position        integer not null,
    category        text    not null,
    kind            text    not null,
    table_name      text,
    column_name     text,
    constraint_name text,
    rows            bigint  not null,
    -- Keys, as SQL of the source has them.
    examples        text[]  not null,
    severity        text    not null check (severity in ('HIGH', 'MED', 'LOW')),
    effect          text    not null,
    -- No rule says what becomes of it.
    open            boolean not null,
    -- Rules as a spec has them: proposed, and given.
    proposal        text,
    rule            text,
    primary key (name, number, position),
    foreign key (name, number) references test_run on delete cascade
);

-- The target was emptied of what the job had made: nothing goes on from it.
alter table ingestion_job add column reset_at timestamptz;
