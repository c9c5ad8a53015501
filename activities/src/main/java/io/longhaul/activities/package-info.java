@NullMarked
package io.longhaul.activities;

import org.jspecify.annotations.NullMarked;
