-- The stage is written and emptied once for every record, so that what a row costs counts. Vectors rest by their content,
-- apart from the points: storing them adds rows and rewrites none. What rests here now is fetched again.
drop table ingestion_stage;

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
