/** One class per command; each says what it does to whom and hands the work on. */
@NullMarked
package io.longhaul.starter.command;

import org.jspecify.annotations.NullMarked;
