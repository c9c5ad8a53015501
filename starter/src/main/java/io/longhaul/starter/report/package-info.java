/** What is shown, for people and for programs. */
@NullMarked
package io.longhaul.starter.report;

import org.jspecify.annotations.NullMarked;
