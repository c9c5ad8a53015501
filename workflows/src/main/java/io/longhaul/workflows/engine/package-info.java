/**
 * The engine every recipe runs on: a migration fans out ranges, a range its batches, and what an operator does to one
 * (pause, resume, cancel, retry) reaches all of them. It knows no recipe but through {@link
 * io.longhaul.workflows.engine.Recipe}.
 */
@NullMarked
package io.longhaul.workflows.engine;

import org.jspecify.annotations.NullMarked;
