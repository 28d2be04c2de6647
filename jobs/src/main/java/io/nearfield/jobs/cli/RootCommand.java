package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.Logs;
import io.nearfield.jobs.config.Secrets;
import io.nearfield.jobs.config.Setting;
import io.nearfield.jobs.config.Settings;
import io.nearfield.jobs.render.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code nearfield} itself: what holds for every command. */
@Command(
    name = "nearfield",
    description = "Embeddings and their nearest-neighbour index inside your own data lake.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuickstartCommand.class,
      IngestCommand.class,
      EmbedCommand.class,
      FeaturesCommand.class,
      MigrateCommand.class,
      BuildCommand.class,
      RefreshCommand.class,
      SearchCommand.class,
      QueryCommand.class,
      ViewsCommand.class,
      SemanticCommand.class,
      IndexesCommand.class,
      NeighboursCommand.class,
      DuplicatesCommand.class,
      EvaluateCommand.class,
      ExportCommand.class,
      LiveCommand.class,
      ServeCommand.class,
      AddCommand.class,
      RemoveCommand.class,
      ListCommand.class,
      RunsCommand.class,
      GenerationsCommand.class,
      RollbackCommand.class,
      MaintainCommand.class,
      DeadLettersCommand.class,
      ConfigCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield quickstart",
      "  nearfield ingest --dataset notes ~/notes",
      "  nearfield embed --dataset notes --feature-set words",
      "  nearfield build --dataset notes --index notes --feature-set words",
      "  nearfield search --index notes --text 'how do I reset my password'",
      "",
      "Also: nearfield spark-submit [options] COMMAND ... runs a command through spark-submit;",
      "nearfield jars spark|spark-extra|flink lists the libraries for an installation of your own."
    })
final class RootCommand implements Runnable {

  /** Variables that are looked at beside options: secrets have no option. */
  static final List<String> OTHER_KEYS =
      List.of("catalog", "token", "tls-password", "logs", "home");

  private static final String DEFAULT_WAREHOUSE = "nearfield-warehouse";

  @Spec private CommandSpec spec;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Where the tables lie: a folder or any Hadoop file system URI. Default:"
              + " NEARFIELD_WAREHOUSE, else ./nearfield-warehouse.")
  private String warehouse;

  @Option(
      names = "--catalog",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description =
          "A property of the Iceberg catalog, such as type=rest or uri=...; repeat for more."
              + " Default: NEARFIELD_CATALOG_*, else the catalog embedded in the warehouse.")
  private Map<String, String> catalog = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "A file of settings (key = value). Default: NEARFIELD_CONFIG, else nearfield.properties"
              + " in the working folder, else in ~/.nearfield.")
  private String config;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints results as JSON, one value a line.")
  private boolean json;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Logs what the engines do as well and says where the log is.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

  private final Console console;
  private final Settings settings;

  RootCommand(Console console, Settings settings) {
    this.console = console;
    this.settings = settings;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command");
  }

  /** Called once the arguments are known, before the command runs. */
  void prepare() {
    if (help || version) {
      return;
    }
    if (verbose) {
      Logs.more();
    }
    boolean othersLog = Logs.startedBySpark() && System.getProperty("nearfield.home") == null;
    if (!othersLog) {
      Logs.into(localFolder().resolve("logs"));
    }
    if (verbose) {
      Path file = Logs.file();
      console.err().println("Log: " + (file == null ? "where this Spark logs" : file));
    }
  }

  Console console() {
    return console;
  }

  boolean json() {
    return json;
  }

  /** What the environment and the configuration file say. */
  Settings settings() {
    return settings;
  }

  /** The environment, with what the configuration file sets and it does not. */
  Map<String, String> environment() {
    return settings.environment();
  }

  LakeOptions lakeOptions() {
    return new LakeOptions(warehouse(), catalogProperties());
  }

  private Map<String, String> catalogProperties() {
    if (catalog.isEmpty()) {
      return settings.catalogProperties();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    catalog.forEach(
        (name, value) ->
            properties.put(
                name,
                Secrets.resolve("catalog." + name, value, settings.environment(), "--catalog")));
    return properties;
  }

  /** The warehouse and the catalog, with who set them. */
  List<Setting> common() {
    List<Setting> common = new ArrayList<>();
    common.add(
        warehouse != null
            ? new Setting("warehouse", warehouse, Setting.Origin.FLAG, "--warehouse")
            : settings
                .find("warehouse")
                .orElse(new Setting("warehouse", DEFAULT_WAREHOUSE, Setting.Origin.DEFAULT, "")));
    settings
        .file()
        .ifPresent(
            file ->
                common.add(
                    config == null && settings.find("config").isPresent()
                        ? settings.find("config").orElseThrow()
                        : new Setting(
                            "config",
                            file.toString(),
                            config == null ? Setting.Origin.DEFAULT : Setting.Origin.FLAG,
                            config == null ? "" : "--config")));
    if (catalog.isEmpty()) {
      common.addAll(settings.catalog());
    } else {
      catalogProperties()
          .forEach(
              (name, value) ->
                  common.add(
                      new Setting("catalog." + name, value, Setting.Origin.FLAG, "--catalog")));
    }
    return common;
  }

  Lake openLake() {
    return Lake.open(lakeOptions());
  }

  private String warehouse() {
    if (warehouse != null) {
      return warehouse;
    }
    return settings.find("warehouse").map(Setting::value).orElse(DEFAULT_WAREHOUSE);
  }

  /** What a user types before a command to mean the same warehouse. */
  String prefix() {
    String launcher = System.getProperty("nearfield.launcher", "nearfield");
    Path here = Path.of("").toAbsolutePath();
    Path absolute = Path.of(launcher);
    String program = absolute.startsWith(here) ? here.relativize(absolute).toString() : launcher;
    return warehouse == null ? program : program + " --warehouse " + warehouse;
  }

  /** The warehouse if that is a local folder, else a folder in the user's home. */
  Path localFolder() {
    String place = warehouse();
    if (place.startsWith("file:")) {
      place = place.substring("file:".length()).replaceFirst("^//+", "/");
    }
    if (place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      return Path.of(System.getProperty("user.home"), ".nearfield");
    }
    return Path.of(place).toAbsolutePath().normalize();
  }
}
