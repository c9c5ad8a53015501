/** The steps of the relational recipe: a discovery that is frozen in the ledger, and all that goes on from it. */
@NullMarked
package io.longhaul.activities.relational.steps;

import org.jspecify.annotations.NullMarked;
