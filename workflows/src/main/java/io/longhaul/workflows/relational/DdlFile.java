package io.longhaul.workflows.relational;

/**
 * SQL by which the target is made, as the user has edited it.
 *
 * @param file as a path on the machine of the workers
 * @param sha256 of what is in it, so that it is the same for every worker
 */
public record DdlFile(String file, String sha256) {}
