package io.longhaul.bench.lab;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the ledger says, asked without any code of the product. */
public final class LedgerRows {

    private final Lab lab;

    public LedgerRows(Lab lab) {
        this.lab = lab;
    }

    /** Rows of texts; each {@code ?} stands for the migration's name. */
    public List<List<String>> rows(String sql, String name) throws SQLException {
        try (Connection connection = lab.ledger();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                statement.setString(i, name);
            }
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        values.add(String.valueOf(row.getString(i)));
                    }
                    rows.add(values);
                }
            }
            return rows;
        }
    }

    public long number(String sql, String name) throws SQLException {
        return Long.parseLong(rows(sql, name).get(0).get(0));
    }
}
