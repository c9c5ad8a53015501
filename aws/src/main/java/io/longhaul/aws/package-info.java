/** What settings take from AWS. Knows nothing of Longhaul. */
@NullMarked
package io.longhaul.aws;

import org.jspecify.annotations.NullMarked;
