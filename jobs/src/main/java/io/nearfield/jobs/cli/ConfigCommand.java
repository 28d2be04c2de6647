package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Suggestion;
import io.nearfield.jobs.config.Setting;
import io.nearfield.jobs.config.Settings;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield config}. */
@Command(
    name = "config",
    description =
        "Shows what is set, and by whom: a flag, the environment, the configuration file, or the"
            + " default. Secrets are not shown.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield config",
      "  nearfield config --all --json",
      "  NEARFIELD_SEARCH_K=20 nearfield config",
      "",
      "An option is set by NEARFIELD_COMMAND_OPTION, or as command.option = value in the file that",
      "--config or NEARFIELD_CONFIG names, else nearfield.properties in the working folder, else",
      "~/.nearfield/nearfield.properties."
    })
final class ConfigCommand implements Callable<Integer> {

  private static final Set<String> SHOWN_FIRST = Set.of("warehouse", "config", "catalog");

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Option(names = "--all", description = "Also what is not set, with its default.")
  private boolean all;

  @Override
  public Integer call() {
    Settings settings = root.settings();
    Map<String, OptionSpec> options = OptionKeys.all(spec.root().commandLine());
    List<Setting> shown = new ArrayList<>(root.common());
    Stream.concat(OptionKeys.COMMON.keySet().stream(), RootCommand.OTHER_KEYS.stream())
        .sorted()
        .filter(key -> !SHOWN_FIRST.contains(key))
        .forEach(key -> settings.find(key).ifPresent(shown::add));
    options.forEach(
        (key, option) ->
            settings
                .find(key)
                .ifPresentOrElse(
                    shown::add,
                    () -> {
                      if (all) {
                        shown.add(byDefault(key, option));
                      }
                    }));
    if (root.json()) {
      shown.forEach(setting -> root.console().out().println(Json.line(json(setting))));
    } else {
      root.console().printWhole(table(shown));
    }
    warn(settings, options);
    return ExitStatus.OK;
  }

  private void warn(Settings settings, Map<String, OptionSpec> options) {
    TreeSet<String> known = new TreeSet<>(OptionKeys.COMMON.keySet());
    known.addAll(options.keySet());
    known.addAll(RootCommand.OTHER_KEYS);
    TreeSet<String> variables = new TreeSet<>();
    known.forEach(key -> variables.add(Settings.variable(key)));
    for (String name : settings.unknownVariables(known)) {
      root.console()
          .err()
          .println(
              "nearfield: variable "
                  + name
                  + " means nothing"
                  + Suggestion.sentence(name, variables));
    }
  }

  private static Setting byDefault(String key, OptionSpec option) {
    String value = option.defaultValue();
    return new Setting(key, value == null ? "" : value, Setting.Origin.DEFAULT, "");
  }

  private static Map<String, Object> json(Setting setting) {
    return new TreeMap<>(
        Json.object(
            "key", setting.key(),
            "value", setting.shown(),
            "origin", setting.origin().name().toLowerCase(Locale.ROOT),
            "where", setting.where(),
            "variable", Settings.variable(setting.key())));
  }

  private static Table table(List<Setting> settings) {
    Table table =
        new Table()
            .column("setting", Table.Kind.NAME)
            .column("value", Table.Kind.NAME)
            .column("set by", Table.Kind.NAME)
            .column("where", Table.Kind.TEXT);
    for (Setting setting : settings) {
      table.row(
          setting.key(),
          setting.shown(),
          setting.origin().name().toLowerCase(Locale.ROOT),
          setting.where());
    }
    return table;
  }
}
