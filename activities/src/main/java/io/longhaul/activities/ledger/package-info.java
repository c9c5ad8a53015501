/** The ledger in Postgres: jobs, batches, failures, what was paid for, and the stage between activities. */
@NullMarked
package io.longhaul.activities.ledger;

import org.jspecify.annotations.NullMarked;
