/**
 * A migration's report: gathered from the ledger ({@link io.longhaul.starter.document.Gathering}), held as one tree of
 * data ({@link io.longhaul.starter.document.Report}), put into words once ({@link io.longhaul.starter.document.Page}), and
 * printed in several formats.
 */
@NullMarked
package io.longhaul.starter.document;

import org.jspecify.annotations.NullMarked;
