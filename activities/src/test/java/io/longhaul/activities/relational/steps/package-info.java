/** Tests of the relational recipe's steps, on a real PostgreSQL and with a real ledger. */
@NullMarked
package io.longhaul.activities.relational.steps;

import org.jspecify.annotations.NullMarked;
