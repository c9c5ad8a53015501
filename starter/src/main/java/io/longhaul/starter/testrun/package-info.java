/** Test runs: what discoveries have found, what was done about it, and what is left to do. */
@NullMarked
package io.longhaul.starter.testrun;

import org.jspecify.annotations.NullMarked;
