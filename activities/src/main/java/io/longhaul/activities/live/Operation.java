package io.longhaul.activities.live;

import io.longhaul.workflows.live.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A change of a live table. It returns what is to be done and never does it: {@link Changes} does, in order, each action
 * unless it is done already, so that a change that was cut off is gone on with.
 */
public sealed interface Operation
        permits AddCheck,
                AddColumn,
                AddForeignKey,
                BuildIndex,
                ChangeType,
                DropColumn,
                FillNewRows,
                Reindex,
                RenameColumn,
                SetDefault,
                SetNotNull {

    /** What it does, for people, and the name under which it is noted. */
    String title();

    /** Tries it on a copy of the table without its rows, and collects what stands in its way. */
    void check(Trial trial) throws SQLException;

    List<Action> actions(LiveTable table);

    /** What leads back, in order; harmless where it is done already. */
    List<Action> undo(LiveTable table);

    /** Which rows it can't hold with, as a condition; null where rows can't break it, or only building it can tell. */
    default @Nullable String brokenBy(LiveTable table) {
        return null;
    }

    /** What takes back the half of it that would refuse what writers write, when rows break it. */
    default List<Action> withdrawal(LiveTable table) {
        return List.of();
    }

    /** Holds when it is done, as a condition. */
    default String done(LiveTable table) {
        return actions(table).stream()
                .map(action -> "(" + action.unless() + ")")
                .collect(Collectors.joining(" AND "));
    }

    /** What undoing it can't bring back, or what it takes away; null where it is undone whole. */
    default @Nullable String loss() {
        return null;
    }

    /** That of a step of a spec. */
    static Operation of(Step step) {
        if (step instanceof Step.AddColumn add) {
            return new AddColumn(add.column(), add.type(), add.defaultValue());
        }
        if (step instanceof Step.DropColumn drop) {
            return new DropColumn(drop.column());
        }
        if (step instanceof Step.RenameColumn rename) {
            return new RenameColumn(rename.column(), rename.to());
        }
        if (step instanceof Step.SetNotNull notNull) {
            return new SetNotNull(notNull.column());
        }
        if (step instanceof Step.AddCheck check) {
            return new AddCheck(check.name(), check.check());
        }
        if (step instanceof Step.AddForeignKey foreignKey) {
            return new AddForeignKey(foreignKey.name(), foreignKey.column(), foreignKey.references());
        }
        if (step instanceof Step.ChangeType change) {
            return new ChangeType(change.column(), change.type());
        }
        return new Reindex(((Step.Reindex) step).index());
    }
}
