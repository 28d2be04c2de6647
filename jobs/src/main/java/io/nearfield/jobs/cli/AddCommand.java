package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.render.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield add}. */
@Command(
    name = "add",
    description = "Adds an item to a live index, or replaces it, through Kafka.",
    footerHeading = "%nExample:%n",
    footer = {
      "  nearfield add --index products --id new-1 --text 'A rain jacket for dogs' \\",
      "    --set price=24.90 --set lang=en"
    })
final class AddCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Mixin private LiveTarget target;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "The entity's id.")
  private String id;

  @Option(names = "--text", paramLabel = "WORDS", description = "Its text, to be embedded.")
  private String text;

  @Option(
      names = "--vector",
      paramLabel = "NUMBERS",
      description = "Its vector instead: numbers with commas, brackets allowed.")
  private String vector;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A filter column's value; repeat for more.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Override
  public Integer call() {
    if ((text == null) == (vector == null)) {
      throw new IllegalArgumentException("Cannot add '" + id + "': give either --text or --vector");
    }
    if (text != null && text.isBlank()) {
      throw new IllegalArgumentException("Cannot add '" + id + "': its text is empty (--text)");
    }
    float[] values = vector == null ? null : QueryOptions.parse(vector);
    IndexRef ref =
        target.send(
            root,
            index ->
                new Change.Upsert(
                    id,
                    target.version(),
                    text,
                    values,
                    Attributes.parse(attributes, index.lake().index(index.ref()).filterColumns())));
    root.console()
        .out()
        .println(
            root.json()
                ? Json.line(Json.object("sent", "upsert", "index", ref, "id", id))
                : "Sent: add " + id + " to " + ref + "; live lookups see it within a second");
    return ExitStatus.OK;
  }
}
