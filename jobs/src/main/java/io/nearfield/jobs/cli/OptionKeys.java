package io.nearfield.jobs.cli;

import io.nearfield.jobs.config.Setting;
import io.nearfield.jobs.config.Settings;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of all commands as settings: {@code --nprobe} of {@code search} is {@code
 * search.nprobe}. What the environment or the configuration file says of one is its default.
 */
final class OptionKeys implements IDefaultValueProvider {

  /** What holds for all commands, and what the launcher and the models look at. */
  static final Map<String, String> COMMON =
      Map.of(
          "warehouse", "where the tables lie",
          "config", "the configuration file (environment only)",
          "bootstrap-servers", "the Kafka of live lookups and changes",
          "heap", "Java's heap (environment only)",
          "java-opts", "more options for Java (environment only)",
          "model-cache", "where copies of model folders are kept (environment only)",
          "skip-build", "the launcher does not look for changed sources (environment only)",
          "print-command", "the launcher prints Java's arguments (environment only)");

  private final Settings settings;

  OptionKeys(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !isSetting(option)) {
      return null;
    }
    return settings.find(key(option)).map(Setting::value).orElse(null);
  }

  /** Every option that can be set, by its key. */
  static Map<String, OptionSpec> all(CommandLine root) {
    Map<String, OptionSpec> keys = new TreeMap<>();
    Deque<CommandLine> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty()) {
      CommandLine line = left.remove();
      left.addAll(line.getSubcommands().values());
      for (OptionSpec option : line.getCommandSpec().options()) {
        if (isSetting(option)) {
          keys.put(key(option), option);
        }
      }
    }
    return keys;
  }

  /** One of several that exclude each other is no default, nor is what holds for all commands. */
  private static boolean isSetting(OptionSpec option) {
    return option.group() == null
        && !option.inherited()
        && option.command().parent() != null
        && !option.usageHelp()
        && !option.versionHelp();
  }

  static String key(OptionSpec option) {
    String longest =
        List.of(option.names()).stream()
            .max(Comparator.comparingInt(String::length))
            .orElseThrow()
            .replaceFirst("^-+", "");
    StringBuilder key = new StringBuilder(longest);
    for (CommandSpec command = option.command(); command.parent() != null; ) {
      key.insert(0, command.name() + ".");
      command = command.parent();
    }
    return key.toString();
  }
}
