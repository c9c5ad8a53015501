package io.longhaul.activities.repartition.swap;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One connection of another source, given to one after the other, and lost after so many statements and commits. */
final class Breaking implements DataSource {

    private static final Set<String> COUNTED = Set.of("createStatement", "prepareStatement", "commit");

    private final DataSource source;
    private @Nullable Connection kept;
    private int left;

    Breaking(DataSource source) {
        this.source = source;
    }

    void after(int statements) {
        left = statements;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = kept == null || kept.isClosed() ? source.getConnection() : kept;
        kept = connection;
        return (Connection) Proxy.newProxyInstance(
                Breaking.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (COUNTED.contains(method.getName())) {
                        // What was asked for by the last commit may have been done, although nobody heard of it.
                        boolean committing = method.getName().equals("commit") && left == 1;
                        if (committing) {
                            connection.commit();
                        }
                        if (left-- <= 0 || committing) {
                            connection.abort(Runnable::run);
                            throw new SQLException("cut off", "08006");
                        }
                    }
                    if (method.getName().equals("close")) {
                        connection.setAutoCommit(true);
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
