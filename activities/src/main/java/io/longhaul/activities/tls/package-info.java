/** TLS as every outside system wants it: who vouches for the server, and who this client is, from files in PEM. */
@NullMarked
package io.longhaul.activities.tls;

import org.jspecify.annotations.NullMarked;
