/** What a command needs running: the services, named or embedded, and workers. */
@NullMarked
package io.longhaul.starter.services;

import org.jspecify.annotations.NullMarked;
