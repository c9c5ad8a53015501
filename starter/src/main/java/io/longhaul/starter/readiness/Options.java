package io.longhaul.starter.readiness;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a user may set.
 *
 * @param sample rows of each table that are compared value by value
 * @param window the time that the migration may take; null where nobody has said
 * @param connections that the application will hold
 * @param backupBytes tables of more than this in all are not backed up for a trial
 * @param folder for the files of trials
 */
public record Options(int sample, @Nullable Duration window, int connections, long backupBytes, Path folder) {}
