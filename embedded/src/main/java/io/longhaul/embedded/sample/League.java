package io.longhaul.embedded.sample;

import static io.longhaul.embedded.sample.SampleFile.add;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * A SQLite database as an application leaves it after some years: a league of card teams with {@value #TABLES} tables and
 * {@value #ROWS} rows, the same each time it is made. Most of it is sound. What is not has the usual reasons: ids
 * that outgrew their type, a column that was made NOT NULL later, deleted parents, three ways of writing dates, a list that
 * was imported in another character set.
 */
public final class League {

    public static final int TABLES = 10;
    public static final int ROWS = 123_175;

    private static final long SEED = 27;
    private static final int TEAMS = 300;
    private static final int PLAYERS = 4_000;
    private static final int CARDS = 90_000;
    private static final int PACKS = 12_000;
    private static final int GAMES = 6_000;
    private static final int REWARDS = 3_000;
    private static final LocalDateTime OPENING = LocalDateTime.of(2021, 4, 1, 18, 0);
    private static final DateTimeFormatter SPACED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private static final List<String> FIRST = List.of(
            "Ada", "Ben", "Chloé", "Dai", "Emre", "Fritz", "Göran", "Hana", "Iker", "Jürgen", "Kenji", "Łukasz", "Mia",
            "Núria", "Oskar", "Priya", "Quinn", "Rosa", "Søren", "Tomás");
    private static final List<String> LAST = List.of(
            "Abbott",
            "Brandt",
            "Castellanos",
            "Dubois",
            "Eriksen",
            "Fujimoto",
            "García",
            "Hernández",
            "Ibáñez",
            "Jensen",
            "Kowalski",
            "Lindqvist",
            "Müller",
            "Nakamura",
            "O'Neill",
            "Peña",
            "Quigley",
            "Rodríguez",
            "Schäfer",
            "Tanaka");
    private static final List<String> CITIES = List.of(
            "Albany", "Bergen", "Cork", "Durban", "Esbjerg", "Fresno", "Graz", "Hull", "Izmir", "Jena", "Kyoto", "Lyon",
            "Malmö", "Nantes", "Oslo", "Porto", "Quito", "Riga", "Sapporo", "Turin");

    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE team (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              abbrev VARCHAR(4) NOT NULL,
              name TEXT NOT NULL,
              gm_discord INT,
              active BOOLEAN DEFAULT 1,
              wallet DECIMAL(10,2) DEFAULT 0 CHECK (wallet >= 0),
              season INTEGER NOT NULL,
              UNIQUE (abbrev, season)
            )
            """,
            """
            CREATE TABLE cardset (
              id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, released DATE, settings JSON)
            """,
            """
            CREATE TABLE player (
              id INTEGER PRIMARY KEY,
              name TEXT NOT NULL,
              bbref_id VARCHAR(9) UNIQUE,
              cardset_id INTEGER NOT NULL REFERENCES cardset (id),
              headshot TEXT,
              born DATE,
              rating REAL,
              uid UUID
            )
            """,
            """
            CREATE TABLE card (
              id INTEGER PRIMARY KEY,
              player_id INTEGER NOT NULL REFERENCES player (id),
              team_id INTEGER REFERENCES team (id) ON DELETE SET NULL,
              pack_id INTEGER REFERENCES pack (id),
              value INTEGER NOT NULL DEFAULT 0
            )
            """,
            "CREATE INDEX card_by_team ON card (team_id, value DESC)",
            """
            CREATE TABLE pack (
              id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team (id), type TEXT NOT NULL, opened DATETIME)
            """,
            """
            CREATE TABLE game (
              id INTEGER PRIMARY KEY,
              away_id INTEGER NOT NULL REFERENCES team (id),
              home_id INTEGER NOT NULL REFERENCES team (id),
              away_score INTEGER, home_score INTEGER,
              runs INTEGER GENERATED ALWAYS AS (away_score + home_score) STORED,
              played TIMESTAMP,
              ranked BOOLEAN,
              "order" SMALLINT
            )
            """,
            """
            CREATE TABLE roster (
              team_id INTEGER NOT NULL REFERENCES team (id), place INTEGER NOT NULL, card_id INTEGER NOT NULL REFERENCES card (id),
              PRIMARY KEY (team_id, place)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE reward (
              id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES team (id), name VARCHAR(20), amount DECIMAL(8,2),
              created TIMESTAMP DEFAULT CURRENT_TIMESTAMP)
            """,
            "CREATE TABLE scout (id INTEGER PRIMARY KEY, name TEXT, chief_id INTEGER REFERENCES scout (id), notes TEXT)",
            "CREATE TABLE setting (key TEXT, value)",
            "CREATE VIEW open_pack AS SELECT p.id, p.team_id, t.name FROM pack AS p JOIN team AS t ON t.id = p.team_id WHERE p.opened IS NOT NULL",
            "CREATE VIEW standing AS SELECT home_id, count(*) AS wins FROM game WHERE home_score > away_score GROUP BY home_id",
            """
            CREATE TRIGGER card_value AFTER UPDATE OF value ON card BEGIN
              UPDATE setting SET value = value + 1 WHERE key = 'card_changes';
            END
            """);

    private final Connection connection;
    private final Random random = new Random(SEED);

    private League(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes the file unless it is there; one that is half made never gets its name.
     *
     * @return whether it had to be made
     */
    public static boolean make(Path file) throws IOException, SQLException {
        return SampleFile.make(file, connection -> new League(connection).fill());
    }

    private void fill() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        teams();
        cardsets();
        players();
        packs();
        cards();
        games();
        rosters();
        rewards();
        scouts();
        settings();
        addedLater();
    }

    private void teams() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO team (abbrev, name, gm_discord, active, wallet, season) " + "VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < TEAMS; i++) {
                String city = CITIES.get(i % CITIES.size());
                int season = 1 + i / CITIES.size();
                // Chat ids have 18 digits, and INT stood for any number then.
                long manager = i < 40 ? 1_000 + i : 210_000_000_000_000_000L + random.nextInt(Integer.MAX_VALUE);
                Object active = i % 60 == 7 ? "Y" : i % 60 == 8 ? "No" : (Object) (i % 3 == 0 ? 0 : 1);
                add(
                        insert,
                        city.substring(0, 3).toUpperCase(Locale.ROOT),
                        city + " " + season,
                        manager,
                        active,
                        random.nextInt(100_000) / 100.0,
                        season);
            }
            insert.executeBatch();
        }
    }

    private void cardsets() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO cardset VALUES (?, ?, ?, ?)")) {
            for (int i = 1; i <= 12; i++) {
                // Someone edited the settings of one by hand.
                String settings =
                        i == 5 ? "{'ranked': true}" : "{\"ranked\": " + (i % 2 == 0) + ", \"rarity\": [1, 2.5]}";
                add(
                        insert,
                        i,
                        "Season " + (2010 + i),
                        LocalDate.of(2010 + i, 3, 1).toString(),
                        settings);
            }
            insert.executeBatch();
        }
    }

    private void players() throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO player VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= PLAYERS; i++) {
                String name = FIRST.get(random.nextInt(FIRST.size())) + " " + LAST.get(random.nextInt(LAST.size()));
                String id = i % 800 == 3 ? "unknown-" + i : String.format("%s%06d", "abc".charAt(i % 3), i);
                String born = i % 500 == 9
                        ? "0000-00-00"
                        : LocalDate.of(1975, 1, 1)
                                .plusDays(random.nextInt(10_000))
                                .toString();
                String headshot = i % 1_000 == 11 ? null : "https://cards.example.com/" + i + ".png";
                String uid = new UUID(random.nextLong(), random.nextLong()).toString();
                add(insert, i, name, id, 1 + random.nextInt(12), headshot, born, random.nextInt(1_000) / 10.0, uid);
            }
            insert.executeBatch();
        }
    }

    private void packs() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO pack VALUES (?, ?, ?, ?)")) {
            for (int i = 1; i <= PACKS; i++) {
                LocalDateTime opened = OPENING.plusMinutes(i * 37L);
                // Until the change of libraries, milliseconds were stored; an early version stored what people typed.
                Object stored = i % 9 == 0
                        ? null
                        : i < 3_000
                                ? (Object) opened.toInstant(ZoneOffset.UTC).toEpochMilli()
                                : i % 400 == 1
                                        ? opened.format(DateTimeFormatter.ofPattern("dd.MM.yyyy"))
                                        : opened.format(SPACED);
                add(insert, i, 1 + random.nextInt(TEAMS), i % 4 == 0 ? "Premium" : "Standard", stored);
            }
            insert.executeBatch();
        }
    }

    private void cards() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO card VALUES (?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= CARDS; i++) {
                // Teams 301 to 303 were deleted, and foreign keys are off by default.
                int team = i % 3_000 == 17 ? TEAMS + 1 + i % 3 : 1 + random.nextInt(TEAMS);
                add(
                        insert,
                        i,
                        1 + random.nextInt(PLAYERS),
                        i % 50 == 0 ? null : (Object) team,
                        1 + random.nextInt(PACKS),
                        random.nextInt(5_000));
            }
            insert.executeBatch();
        }
    }

    private void games() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO game (away_id, home_id, away_score, home_score, played, ranked, \"order\") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < GAMES; i++) {
                String played = i == 4_321
                        ? "2023-02-29 19:00:00"
                        : OPENING.plusHours(i * 5L).format(SPACED);
                add(
                        insert,
                        1 + random.nextInt(TEAMS),
                        1 + random.nextInt(TEAMS),
                        random.nextInt(12),
                        random.nextInt(12),
                        played,
                        i % 2,
                        i % 162);
            }
            insert.executeBatch();
        }
    }

    private void rosters() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO roster VALUES (?, ?, ?)")) {
            for (int team = 1; team <= TEAMS; team++) {
                for (int place = 1; place <= 26; place++) {
                    add(insert, team, place, 1 + random.nextInt(CARDS));
                }
            }
            insert.executeBatch();
        }
    }

    private void rewards() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO reward (team_id, name, amount, created) VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < REWARDS; i++) {
                String name = i % 600 == 5 ? "Winner of the summer tournament" : "Week " + (1 + i % 52);
                double amount = i % 700 == 6 ? 33.333 : random.nextInt(10_000) / 100.0;
                add(
                        insert,
                        1 + random.nextInt(TEAMS),
                        name,
                        amount,
                        OPENING.plusHours(i * 9L).format(SPACED));
            }
            insert.executeBatch();
        }
    }

    private void scouts() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO scout VALUES (?, ?, ?, ?)")) {
            for (int i = 1; i <= 60; i++) {
                // Two are each other's chief.
                int chief = i == 41 ? 42 : i == 42 ? 41 : i / 2;
                String notes = i == 33 ? "copied\0from a form" : "watches " + CITIES.get(i % CITIES.size());
                add(
                        insert,
                        i,
                        FIRST.get(i % FIRST.size()),
                        i == 1 ? null : (Object) chief,
                        notes.getBytes(StandardCharsets.UTF_8));
            }
            insert.executeBatch();
        }
        execute("UPDATE scout SET notes = CAST(notes AS TEXT)");
        // Some came from a list in Latin-1.
        execute("UPDATE scout SET name = CAST(x'4afc7267656e' AS TEXT) WHERE id IN (13, 29, 57)");
    }

    private void settings() throws SQLException {
        execute("INSERT INTO setting VALUES ('season', 9), ('week', '3b'), ('card_changes', 0)");
    }

    /** NOT NULL was put into the schema by hand, over rows that had none. */
    private void addedLater() throws SQLException {
        execute("PRAGMA writable_schema = ON");
        execute("UPDATE sqlite_master SET sql = replace(sql, 'headshot TEXT,', 'headshot TEXT NOT NULL,') "
                + "WHERE type = 'table' AND name = 'player'");
        execute("PRAGMA writable_schema = OFF");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
