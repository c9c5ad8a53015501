/** Server processes: started with a pid file, recognised after a kill, stopped within a time. */
@NullMarked
package io.longhaul.embedded.process;

import org.jspecify.annotations.NullMarked;
