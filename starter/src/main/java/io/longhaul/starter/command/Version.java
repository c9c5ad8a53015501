package io.longhaul.starter.command;

import picocli.CommandLine.IVersionProvider;

/** The version, from the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"longhaul " + (version == null ? "(not from a jar)" : version)};
    }
}
