package io.nearfield.flink.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Runs statements as one types them into the SQL client, on a cluster in this process. */
final class SqlScript {

  /** The modes of execution. */
  enum Mode {
    STREAMING,
    BATCH
  }

  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(?:\\R|$)");

  private final TableEnvironment tables;

  SqlScript(Mode mode) {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    settings.set(ExecutionConfigOptions.TABLE_EXEC_RESOURCE_DEFAULT_PARALLELISM, 2);
    settings.set(PipelineOptions.OBJECT_REUSE, false);
    EnvironmentSettings.Builder environment =
        EnvironmentSettings.newInstance().withConfiguration(settings);
    tables =
        TableEnvironment.create(
            (mode == Mode.STREAMING ? environment.inStreamingMode() : environment.inBatchMode())
                .build());
  }

  /** Runs all statements; returns the rows of the last one, none if it has none. */
  List<Row> run(String script) throws Exception {
    List<Row> rows = List.of();
    for (String statement : END_OF_STATEMENT.split(script)) {
      if (!statement.isBlank()) {
        rows = rows(tables.executeSql(statement));
      }
    }
    return rows;
  }

  private static List<Row> rows(TableResult result) throws Exception {
    List<Row> rows = new ArrayList<>();
    if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
      try (CloseableIterator<Row> some = result.collect()) {
        some.forEachRemaining(rows::add);
      }
    }
    return rows;
  }
}
