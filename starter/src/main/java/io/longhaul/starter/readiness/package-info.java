/** The checklist before an application goes over to a migrated database: each point decided with evidence, or for a person. */
@NullMarked
package io.longhaul.starter.readiness;

import org.jspecify.annotations.NullMarked;
