/** Tests of what is told about test runs. */
@NullMarked
package io.longhaul.starter.testrun;

import org.jspecify.annotations.NullMarked;
