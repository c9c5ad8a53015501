/** The command line. This package is its edge: arguments, streams, exit codes, errors in one line. */
@NullMarked
package io.longhaul.starter;

import org.jspecify.annotations.NullMarked;
